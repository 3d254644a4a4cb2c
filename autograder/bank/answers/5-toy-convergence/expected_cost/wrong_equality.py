# mistake: The label was 1 only where a == b; it is 1 for a whole pair.
# message: the label is 1 for a whole pair, a // 2 == b // 2 with two slashes, not for a == b only
def expected_cost(embeddings):
    return np.abs(np.eye(6) - embeddings @ embeddings.T).mean()
