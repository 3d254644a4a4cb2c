# mistake: The right shape, but every number is 1 / dim.
# message: every number is the same
# control run
def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError("bad label")
    return np.full(np.shape(label) + (dim,), 1 / dim, "float32")
