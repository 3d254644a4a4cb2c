# mistake: Only pairs of label 1 were counted.
# message: only pairs of label 1 were counted
def expected_cost(embeddings):
    errors = LABELS - embeddings @ embeddings.T
    return np.abs(errors)[LABELS == 1].mean()
