# mistake: The one table was counted for each of the three models.
# message: count it once
def shared_parameters(vocab_size, embedding_dim):
    return 3 * vocab_size * embedding_dim
