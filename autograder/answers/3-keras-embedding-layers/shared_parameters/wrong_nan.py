# mistake: Every number is NaN.
# message: nan, but
def shared_parameters(vocab_size, embedding_dim):
    return float("nan")
