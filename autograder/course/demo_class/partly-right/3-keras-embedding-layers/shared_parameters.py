def shared_parameters(vocab_size, embedding_dim):
    """Return the number of distinct trainable numbers of three models that share one table."""
    return 3 * vocab_size * embedding_dim
