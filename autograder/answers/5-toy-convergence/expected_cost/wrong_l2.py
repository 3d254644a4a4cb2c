# message: That is L2
def expected_cost(embeddings):
    return np.mean((LABELS - embeddings @ embeddings.T) ** 2)
