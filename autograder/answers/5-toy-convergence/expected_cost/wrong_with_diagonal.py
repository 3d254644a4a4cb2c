# mistake: Each unordered pair was counted once; both orders count.
# message: both count
def expected_cost(embeddings):
    errors = np.abs(LABELS - embeddings @ embeddings.T)
    return errors[np.triu_indices(6)].mean()
