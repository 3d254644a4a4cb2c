def shared_parameters(vocab_size, embedding_dim):
    layer = layers.Embedding(vocab_size, embedding_dim)
    layer.build()
    return layer.count_params()
