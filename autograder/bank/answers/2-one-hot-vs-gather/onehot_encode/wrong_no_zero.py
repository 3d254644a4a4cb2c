# mistake: Label 0 is refused; it is the first good one.
# message: 0 to dim - 1 are good
def onehot_encode(dim, label):
    label = np.asarray(label)
    if not (label > 0).all() or not (label < dim).all():
        raise ValueError("bad label")
    return np.eye(dim, dtype="float32")[label]
