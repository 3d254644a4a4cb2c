# mistake: A bad label gives None instead of a ValueError.
# message: raise the error, do not return None
def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        return None
    return np.eye(dim, dtype='float32')[label]
