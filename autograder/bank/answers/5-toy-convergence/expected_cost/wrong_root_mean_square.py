# mistake: The root of the mean square was taken; the cost is the absolute value.
# message: that is the root of the mean square
def expected_cost(embeddings):
    errors = LABELS - embeddings @ embeddings.T
    return np.sqrt((errors**2).mean())
