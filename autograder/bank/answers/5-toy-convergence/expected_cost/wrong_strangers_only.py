# mistake: Only pairs of label 0 were counted.
# message: only pairs of label 0 were counted
def expected_cost(embeddings):
    errors = LABELS - embeddings @ embeddings.T
    return np.abs(errors)[LABELS == 0].mean()
