def onehot_encode(dim, label):
    """Return one-hot vectors, float32 of shape label.shape + (dim,)."""
    return np.eye(dim, dtype="float32")[label]
