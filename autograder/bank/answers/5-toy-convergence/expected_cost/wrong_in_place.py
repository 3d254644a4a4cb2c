# mistake: The table that came in was changed.
# message: work on a copy of embeddings
def expected_cost(embeddings):
    embeddings *= 1.0001
    return np.abs(LABELS - embeddings @ embeddings.T).mean()
