def expected_cost(embeddings):
    total = 0.0
    for a in range(6):
        for b in range(6):
            label = 1 if a // 2 == b // 2 else 0
            total += abs(label - float(np.dot(embeddings[a], embeddings[b])))
    return total / 36
