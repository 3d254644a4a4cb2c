# mistake: An axis of length one was squeezed away.
# message: an axis of length one was lost
def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError("no such label")
    return np.squeeze(np.eye(dim, dtype="float32")[label])
