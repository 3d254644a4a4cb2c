# message: was due
def expected_cost(embeddings):
    return np.abs(LABELS - embeddings @ embeddings.T)
