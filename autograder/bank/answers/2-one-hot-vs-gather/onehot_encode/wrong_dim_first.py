# mistake: The axis of dim comes first; it should come last.
# message: dim comes last
def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError('bad label')
    return np.moveaxis(np.eye(dim, dtype='float32')[label], -1, 0)
