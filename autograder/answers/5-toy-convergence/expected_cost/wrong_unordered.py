# message: was due
def expected_cost(embeddings):
    errors = np.abs(LABELS - embeddings @ embeddings.T)
    return errors[np.triu_indices(6, 1)].mean()
