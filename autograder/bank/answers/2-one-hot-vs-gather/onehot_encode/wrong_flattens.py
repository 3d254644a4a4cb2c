# mistake: The labels were flattened; the result keeps their shape.
# message: for a single number the shape is (dim,)
def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError('bad label')
    return np.eye(dim, dtype='float32')[np.ravel(label)]
