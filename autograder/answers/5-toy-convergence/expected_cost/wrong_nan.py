# mistake: Every number is NaN.
# message: nan, but
def expected_cost(embeddings):
    return float("nan")
