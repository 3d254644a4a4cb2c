# mistake: Every number is NaN.
# message: every number is NaN
def expected_cost(embeddings):
    return float("nan")
