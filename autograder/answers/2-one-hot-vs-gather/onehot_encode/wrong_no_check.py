# mistake: Bad labels end in NumPy's IndexError; raise a ValueError yourself.
# message: raised IndexError; a ValueError was due
def onehot_encode(dim, label):
    return np.eye(dim, dtype='float32')[label]
