# mistake: The vectors of all labels were added up.
# message: each label has a vector of its own
def onehot_encode(dim, label):
    if np.min(label) < 0 or np.max(label) >= dim:
        raise ValueError('bad')
    return np.bincount(np.ravel(label), minlength=dim).astype('float32')
