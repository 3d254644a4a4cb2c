def onehot_encode(dim, label):
    label = np.asarray(label, dtype=int)
    if not ((label >= 0) & (label < dim)).all():
        raise ValueError(f"labels must be in 0..{dim - 1}")
    result = np.zeros(label.shape + (dim,), np.float32)
    np.put_along_axis(result, label[..., None], 1, axis=-1)
    return result
