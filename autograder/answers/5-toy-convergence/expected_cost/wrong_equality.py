# mistake: The label was 1 only where a == b; it is 1 for a whole pair.
# message: The label is 1 for a whole pair
def expected_cost(embeddings):
    return np.abs(np.eye(6) - embeddings @ embeddings.T).mean()
