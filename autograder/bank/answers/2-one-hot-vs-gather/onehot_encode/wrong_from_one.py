# mistake: The labels are read as counting from 1; they count from 0.
# message: count from 0
def onehot_encode(dim, label):
    label = np.asarray(label)
    if np.any(label < 0) or np.any(label >= dim):
        raise ValueError('bad')
    return np.eye(dim, dtype='float32')[label - 1]
