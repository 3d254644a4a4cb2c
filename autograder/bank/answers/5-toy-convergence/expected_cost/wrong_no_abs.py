# mistake: The absolute value is missing.
# message: the absolute value is missing, or taken after the mean
def expected_cost(embeddings):
    errors = LABELS - embeddings @ embeddings.T
    return errors.mean()
