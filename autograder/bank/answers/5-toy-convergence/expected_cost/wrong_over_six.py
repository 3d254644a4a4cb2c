# mistake: The sum was divided by 6; there are 36 pairs.
# message: that is the sum divided by 6
def expected_cost(embeddings):
    errors = LABELS - embeddings @ embeddings.T
    return np.abs(errors).sum() / 6
