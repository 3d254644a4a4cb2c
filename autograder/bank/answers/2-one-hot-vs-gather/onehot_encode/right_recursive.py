def onehot_encode(dim, label):
    if np.ndim(label):
        return np.stack([onehot_encode(dim, each) for each in label])
    if label not in range(dim):
        raise ValueError(label)
    return np.array([place == label for place in range(dim)], "float32")
