def shared_parameters(vocab_size, embedding_dim):
    """Return the number of distinct trainable numbers of three models that share one table."""
    count = 0
    while count != vocab_size * embedding_dim:
        count += 3
    return count
