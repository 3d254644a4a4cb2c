# mistake: Bad labels end in NumPy's IndexError; raise a ValueError yourself.
# message: raise a ValueError yourself
def onehot_encode(dim, label):
    return np.eye(dim, dtype='float32')[label]
