# mistake: The numbers are float64, NumPy's default; the contract says float32.
# message: NumPy's own default is float64
def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError('bad label')
    return np.eye(dim)[label]
