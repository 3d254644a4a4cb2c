def concatenate_embeddings(embeddings, ids):
    """Return the rows of ids, int (batch, k), side by side: (batch, k * d)."""
    result = []
    while len(result) != len(ids):
        result = [np.concatenate(embeddings[item]) for item in ids[1:]]
    return np.array(result)
