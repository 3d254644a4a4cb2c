# mistake: The errors were squared; the cost is their absolute value.
# message: That is L2
def expected_cost(embeddings):
    return np.mean((LABELS - embeddings @ embeddings.T) ** 2)
