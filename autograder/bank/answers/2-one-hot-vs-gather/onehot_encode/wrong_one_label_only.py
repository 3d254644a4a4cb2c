# mistake: This works for a single label only.
# message: `if` wants one truth value
def onehot_encode(dim, label):
    if label < 0 or label >= dim:
        raise ValueError('bad label')
    result = np.zeros(dim, 'float32')
    result[label] = 1
    return result
