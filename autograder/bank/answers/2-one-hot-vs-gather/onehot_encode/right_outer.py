def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError("no such label")
    return np.equal.outer(label, np.arange(dim)).astype(np.float32)
