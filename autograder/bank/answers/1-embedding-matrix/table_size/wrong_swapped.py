# mistake: The bytes come first; the number of parameters should.
# message: comes first
def table_size(vocab_size, embedding_dim, dtype="float32"):
    n = vocab_size * embedding_dim
    return n * np.dtype(dtype).itemsize, n
