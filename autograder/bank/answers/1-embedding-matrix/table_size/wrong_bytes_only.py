# mistake: Only the bytes are returned; the number of parameters is missing.
# message: return two numbers: (parameters, bytes)
def table_size(vocab_size, embedding_dim, dtype="float32"):
    n = vocab_size * embedding_dim
    return n * np.dtype(dtype).itemsize
