# mistake: The costs were added up, not averaged.
# message: that is the sum of all costs
def expected_cost(embeddings):
    return np.abs(LABELS - embeddings @ embeddings.T).sum()
