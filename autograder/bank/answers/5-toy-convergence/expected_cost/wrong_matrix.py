# mistake: The costs of all pairs are returned, not their mean.
# message: these are the costs of all pairs
def expected_cost(embeddings):
    return np.abs(LABELS - embeddings @ embeddings.T)
