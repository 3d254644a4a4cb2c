def table_size(vocab_size, embedding_dim, dtype="float32"):
    bits = int(dtype[-2:])
    params = vocab_size * embedding_dim
    return params, params * bits / 8
