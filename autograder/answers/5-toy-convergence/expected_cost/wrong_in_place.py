# mistake: The table that came in was changed.
# message: which belongs to the caller
def expected_cost(embeddings):
    embeddings *= 1.0001
    return np.abs(LABELS - embeddings @ embeddings.T).mean()
