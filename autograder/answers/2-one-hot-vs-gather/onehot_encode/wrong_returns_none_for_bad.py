# mistake: A bad label gives None instead of a ValueError.
# message: a ValueError was due for a bad label
def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        return None
    return np.eye(dim, dtype='float32')[label]
