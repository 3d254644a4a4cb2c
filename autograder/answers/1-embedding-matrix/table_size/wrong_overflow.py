# message: was due
def table_size(vocab_size, embedding_dim, dtype="float32"):
    n = np.int64(np.int32(vocab_size % 2**31) * np.int64(embedding_dim))
    return n, n * np.dtype(dtype).itemsize
