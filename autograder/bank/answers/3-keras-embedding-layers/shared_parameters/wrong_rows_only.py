# mistake: Only the rows were counted.
# message: each has embedding_dim numbers
def shared_parameters(vocab_size, embedding_dim):
    return vocab_size
