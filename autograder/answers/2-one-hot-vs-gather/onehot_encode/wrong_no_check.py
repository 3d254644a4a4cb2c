# message: raised IndexError; a ValueError was due
def onehot_encode(dim, label):
    return np.eye(dim, dtype='float32')[label]
