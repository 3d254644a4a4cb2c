# mistake: Each unordered pair was counted once, and a == b left out.
# message: items with themselves count, too
def expected_cost(embeddings):
    errors = np.abs(LABELS - embeddings @ embeddings.T)
    return errors[np.triu_indices(6, 1)].mean()
