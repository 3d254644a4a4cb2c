# mistake: The six cases a == b were left out.
# message: 36 pairs, not 30
def expected_cost(embeddings):
    errors = np.abs(LABELS - embeddings @ embeddings.T)
    return errors[~np.eye(6, dtype=bool)].mean()
