# mistake: The vectors are as long as the largest label needs, not dim.
# message: dim says how long each vector is
def onehot_encode(dim, label):
    label = np.asarray(label)
    if (label < 0).any() or (label >= dim).any():
        raise ValueError('x')
    return np.eye(label.max() + 1, dtype='float32')[label]
