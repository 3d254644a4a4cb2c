# message: Negative labels wrap round
def onehot_encode(dim, label):
    if np.max(label) >= dim:
        raise ValueError('too large')
    return np.eye(dim, dtype='float32')[label]
