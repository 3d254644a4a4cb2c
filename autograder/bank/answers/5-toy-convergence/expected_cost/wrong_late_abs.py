# mistake: The absolute value was taken after the mean, so that errors cancel out.
# message: the absolute value is missing, or taken after the mean
def expected_cost(embeddings):
    errors = LABELS - embeddings @ embeddings.T
    return abs(errors.mean())
