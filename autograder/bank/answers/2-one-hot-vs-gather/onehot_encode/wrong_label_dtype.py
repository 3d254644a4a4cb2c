# mistake: The vectors have the label's dtype; float32 was asked for.
# message: convert it, or give dtype
def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError("no such label")
    return np.eye(dim, dtype=np.asarray(label).dtype)[label]
