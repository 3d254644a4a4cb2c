# mistake: The result is printed, not returned.
# message: is there a `return`
def onehot_encode(dim, label):
    if np.any(np.asarray(label) < 0) or np.any(np.asarray(label) >= dim):
        raise ValueError('bad label')
    print(np.eye(dim, dtype='float32')[label])
