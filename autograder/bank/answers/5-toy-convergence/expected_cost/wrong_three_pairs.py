# mistake: Only the three pairs that belong together were counted.
# message: only the three pairs were counted
def expected_cost(embeddings):
    return np.mean([abs(1 - embeddings[i] @ embeddings[i + 1]) for i in (0, 2, 4)])
