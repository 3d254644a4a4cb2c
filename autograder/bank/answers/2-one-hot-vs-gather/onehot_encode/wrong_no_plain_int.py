# mistake: A plain int has no min(): it is no array yet.
# message: label may be a plain int
def onehot_encode(dim, label):
    if label.min() < 0 or label.max() >= dim:
        raise ValueError('bad')
    return np.float32(label[..., None] == np.arange(dim))
