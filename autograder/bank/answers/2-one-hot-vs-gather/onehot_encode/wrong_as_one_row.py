# mistake: A single label got an axis too many.
# message: for a single number the shape is (dim,)
def onehot_encode(dim, label):
    label = np.atleast_1d(label)
    if (label < 0).any() or (label >= dim).any():
        raise ValueError('x')
    return np.eye(dim, dtype='float32')[label]
