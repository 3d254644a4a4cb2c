def expected_cost(embeddings):
    from itertools import product

    return np.mean([abs(float(a // 2 == b // 2) - embeddings[a] @ embeddings[b]) for a, b in product(range(6), repeat=2)])
