# message: changed its input
def expected_cost(embeddings):
    embeddings *= 1.0001
    return np.abs(LABELS - embeddings @ embeddings.T).mean()
