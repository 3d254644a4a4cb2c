# mistake: One table more or less than there is: rows were counted twice.
# message: was due
# control run
def shared_parameters(vocab_size, embedding_dim):
    return vocab_size * embedding_dim + vocab_size
