# mistake: NumPy reads -1 as the last label: check for negative labels yourself.
# message: Negative labels wrap round
def onehot_encode(dim, label):
    if np.max(label) >= dim:
        raise ValueError('too large')
    return np.eye(dim, dtype='float32')[label]
