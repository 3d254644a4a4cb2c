# mistake: The one table was counted twice.
# message: count it once
def shared_parameters(vocab_size, embedding_dim):
    return 2 * vocab_size * embedding_dim
