# mistake: The result holds True and False; float32 numbers were asked for.
# message: these are True and False
def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError('bad label')
    return np.asarray(label)[..., None] == np.arange(dim)
