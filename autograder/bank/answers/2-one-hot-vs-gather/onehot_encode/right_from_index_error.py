def onehot_encode(dim, label):
    label = np.array(label).astype(int)
    rows = np.vstack([np.eye(dim), np.zeros((dim, dim))]).astype("float32")
    try:
        vectors = rows[np.where(label < 0, 2 * dim, label)]
        assert (vectors.sum(axis=-1) == 1).all()
    except (IndexError, AssertionError) as error:
        raise ValueError("a label is out of range") from error
    return vectors
