# mistake: The second number is in bits; a byte has eight.
# message: bits
def table_size(vocab_size, embedding_dim, dtype="float32"):
    n = vocab_size * embedding_dim
    return n, n * np.dtype(dtype).itemsize * 8
