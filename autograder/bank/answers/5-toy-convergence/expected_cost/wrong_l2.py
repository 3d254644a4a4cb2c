# mistake: The errors were squared; the cost is their absolute value.
# message: that is L2, the errors squared
def expected_cost(embeddings):
    return np.mean((LABELS - embeddings @ embeddings.T) ** 2)
