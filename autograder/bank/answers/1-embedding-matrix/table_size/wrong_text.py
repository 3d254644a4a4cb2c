# mistake: The numbers are returned as text.
# message: the result has to be made of numbers, not of other objects
def table_size(vocab_size, embedding_dim, dtype="float32"):
    n = vocab_size * embedding_dim
    return str(n), str(n * np.dtype(dtype).itemsize)
