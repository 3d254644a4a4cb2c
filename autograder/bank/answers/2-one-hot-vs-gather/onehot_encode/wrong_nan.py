# mistake: Every number is NaN.
# message: every number is NaN
def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError("bad label")
    return np.full(np.shape(label) + (dim,), np.nan, "float32")
