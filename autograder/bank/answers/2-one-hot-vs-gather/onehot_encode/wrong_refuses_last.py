# mistake: The last good label, dim - 1, is refused.
# message: 0 to dim - 1 are good
def onehot_encode(dim, label):
    label = np.asarray(label)
    if label.min() < 0 or label.max() >= dim - 1:
        raise ValueError('bad')
    return np.eye(dim, dtype='float32')[label]
