# mistake: A bad label was moved to the nearest good one instead of refused.
# message: moved to the nearest good one
# control run
def onehot_encode(dim, label):
    label = np.clip(label, 0, dim - 1)
    return np.eye(dim, dtype='float32')[label]
