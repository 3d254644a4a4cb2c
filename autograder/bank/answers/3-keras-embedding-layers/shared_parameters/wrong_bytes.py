# mistake: These are bytes; the number of parameters was asked for.
# message: not bytes
def shared_parameters(vocab_size, embedding_dim):
    return 4 * vocab_size * embedding_dim
