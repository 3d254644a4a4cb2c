# mistake: `and` refuses only labels that are too small and too large at once.
# message: raise when any label is below 0 or above 3
def onehot_encode(dim, label):
    label = np.asarray(label)
    if label.min() < 0 and label.max() >= dim:
        raise ValueError('bad')
    return np.float32(label[..., None] == np.arange(dim))
