# mistake: The numbers are returned as text.
# message: not made of numbers
def table_size(vocab_size, embedding_dim, dtype="float32"):
    n = vocab_size * embedding_dim
    return str(n), str(n * np.dtype(dtype).itemsize)
