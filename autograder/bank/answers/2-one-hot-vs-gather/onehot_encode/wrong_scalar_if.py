# mistake: The check works for a single label only.
# message: np.any(...) or np.all(...)
def onehot_encode(dim, label):
    if label < 0 or label >= dim:
        raise ValueError("no such label")
    return np.eye(dim, dtype="float32")[label]
