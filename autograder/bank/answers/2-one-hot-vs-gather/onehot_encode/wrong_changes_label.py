# mistake: The labels that came in were changed.
# message: work on a copy of label
def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError("bad label")
    result = np.eye(dim, dtype="float32")[label]
    if isinstance(label, np.ndarray):
        label += 1
    return result
