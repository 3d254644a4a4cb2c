# message: The label is 1 for a whole pair
def expected_cost(embeddings):
    return np.abs(np.eye(6) - embeddings @ embeddings.T).mean()
