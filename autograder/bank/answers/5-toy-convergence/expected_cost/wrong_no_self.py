# mistake: The six cases a == b were left out.
# message: items with themselves count, too
def expected_cost(embeddings):
    errors = np.abs(LABELS - embeddings @ embeddings.T)
    return errors[~np.eye(6, dtype=bool)].mean()
