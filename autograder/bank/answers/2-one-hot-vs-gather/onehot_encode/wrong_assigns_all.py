# mistake: Every vector got the ones of all labels.
# message: each vector has exactly one 1
def onehot_encode(dim, label):
    label = np.asarray(label)
    if label.min() < 0 or label.max() >= dim:
        raise ValueError('bad')
    out = np.zeros(label.shape + (dim,), 'float32')
    out[..., label] = 1
    return out
