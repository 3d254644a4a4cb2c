# mistake: A bad label is an IndexError; a ValueError was asked for.
# message: raise a ValueError yourself
def onehot_encode(dim, label):
    label = np.asarray(label)
    if label.min() < 0:
        raise IndexError("negative label")
    return np.eye(dim, dtype="float32")[label]
