# mistake: An array of one label lost its axis.
# message: an axis of length one was lost
def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError("no such label")
    vectors = np.eye(dim, dtype="float32")[label]
    return vectors[0] if np.size(label) == 1 and np.ndim(label) == 1 else vectors
