# mistake: The median was taken; the mean was asked for.
# message: that is the median: the mean was asked for
def expected_cost(embeddings):
    errors = LABELS - embeddings @ embeddings.T
    return np.median(np.abs(errors))
