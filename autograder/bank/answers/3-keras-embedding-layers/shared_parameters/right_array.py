def shared_parameters(vocab_size, embedding_dim):
    return np.array(vocab_size * embedding_dim)
