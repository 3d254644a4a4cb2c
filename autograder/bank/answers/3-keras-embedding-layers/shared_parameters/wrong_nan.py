# mistake: Every number is NaN.
# message: every number is NaN
def shared_parameters(vocab_size, embedding_dim):
    return float("nan")
