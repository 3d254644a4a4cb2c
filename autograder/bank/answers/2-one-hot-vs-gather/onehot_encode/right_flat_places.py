def onehot_encode(dim, label):
    labels = np.asarray(label, dtype=np.int64)
    if labels.min() < 0 or labels.max() > dim - 1:
        raise ValueError(f"0 to {dim - 1}")
    vectors = np.zeros(labels.size * dim, dtype="float32")
    vectors[np.arange(labels.size) * dim + labels.ravel()] = 1
    return vectors.reshape(*labels.shape, dim)
