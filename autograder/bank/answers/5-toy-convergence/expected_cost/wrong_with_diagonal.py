# mistake: Each unordered pair was counted once; both orders count.
# message: each pair of items was counted once
def expected_cost(embeddings):
    errors = np.abs(LABELS - embeddings @ embeddings.T)
    return errors[np.triu_indices(6)].mean()
