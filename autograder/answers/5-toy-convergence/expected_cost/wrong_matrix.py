# mistake: The costs of all pairs are returned, not their mean.
# message: was due
def expected_cost(embeddings):
    return np.abs(LABELS - embeddings @ embeddings.T)
