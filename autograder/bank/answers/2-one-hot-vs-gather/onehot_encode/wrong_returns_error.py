# mistake: The error is returned, not raised.
# message: an error is raised, not returned
def onehot_encode(dim, label):
    label = np.asarray(label)
    if label.min() < 0 or label.max() >= dim:
        return ValueError('bad')
    return np.float32(label[..., None] == np.arange(dim))
