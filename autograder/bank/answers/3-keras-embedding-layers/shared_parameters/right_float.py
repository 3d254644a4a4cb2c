def shared_parameters(vocab_size, embedding_dim):
    return float(vocab_size) * embedding_dim
