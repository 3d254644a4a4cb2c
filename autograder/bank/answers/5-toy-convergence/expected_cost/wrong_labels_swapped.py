# mistake: The labels 1 and 0 are swapped.
# message: the labels are the wrong way round
def expected_cost(embeddings):
    return np.abs(1 - LABELS - embeddings @ embeddings.T).mean()
