# mistake: NumPy reads -1 as the last label: check for negative labels yourself.
# message: NumPy counts a negative label from the end
def onehot_encode(dim, label):
    if np.max(label) >= dim:
        raise ValueError('too large')
    return np.eye(dim, dtype='float32')[label]
