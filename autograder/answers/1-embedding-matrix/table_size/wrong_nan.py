# mistake: Every number is NaN.
# message: nan, due
def table_size(vocab_size, embedding_dim, dtype="float32"):
    return float("nan"), float("nan")
