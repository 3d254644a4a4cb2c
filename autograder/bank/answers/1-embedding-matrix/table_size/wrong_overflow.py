# mistake: 32-bit whole numbers overflow for large tables.
# message: a 32-bit whole number overflowed
def table_size(vocab_size, embedding_dim, dtype="float32"):
    n = np.int32(vocab_size) * np.int32(embedding_dim)
    return n, n * np.int32(np.dtype(dtype).itemsize)
