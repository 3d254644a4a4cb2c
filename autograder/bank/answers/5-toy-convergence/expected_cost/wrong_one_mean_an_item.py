# mistake: One mean for each item was returned; one number was asked for.
# message: one number was asked for
def expected_cost(embeddings):
    errors = LABELS - embeddings @ embeddings.T
    return np.abs(errors).mean(axis=1)
