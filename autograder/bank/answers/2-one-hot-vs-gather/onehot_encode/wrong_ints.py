# mistake: The numbers are whole numbers; the contract says float32.
# message: is int64; expected float32
def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError('bad label')
    return np.eye(dim, dtype=int)[label]
