def shared_parameters(vocab_size, embedding_dim):
    return int(np.prod([vocab_size, embedding_dim], dtype=np.int64))
