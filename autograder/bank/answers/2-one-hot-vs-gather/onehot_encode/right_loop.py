def onehot_encode(dim, label):
    labels = np.array(label)
    flat = labels.reshape(-1)
    out = np.zeros((len(flat), dim), dtype="float32")
    for i in range(len(flat)):
        if not 0 <= flat[i] < dim:
            raise ValueError("label " + str(flat[i]))
        out[i, flat[i]] = 1.0
    return out.reshape(labels.shape + (dim,))
