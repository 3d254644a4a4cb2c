# mistake: A bad label is an AssertionError; a ValueError was asked for.
# message: raise a ValueError yourself
def onehot_encode(dim, label):
    label = np.asarray(label)
    assert label.min() >= 0 and label.max() < dim
    return np.eye(dim, dtype="float32")[label]
