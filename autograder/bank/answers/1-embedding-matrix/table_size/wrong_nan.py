# mistake: Every number is NaN.
# message: every number is NaN
def table_size(vocab_size, embedding_dim, dtype="float32"):
    return float("nan"), float("nan")
