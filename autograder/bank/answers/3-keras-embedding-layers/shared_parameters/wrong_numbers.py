# mistake: One table more or less than there is: rows were counted twice.
# message: one column too many
# control run
def shared_parameters(vocab_size, embedding_dim):
    return vocab_size * embedding_dim + vocab_size
