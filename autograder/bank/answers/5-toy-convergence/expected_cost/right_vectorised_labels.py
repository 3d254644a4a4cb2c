def expected_cost(embeddings):
    a, b = np.indices((6, 6))
    return float(np.abs((a // 2 == b // 2) - np.inner(embeddings, embeddings)).mean())
