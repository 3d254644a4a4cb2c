# mistake: The numbers are printed, not returned.
# message: is there a `return`
def table_size(vocab_size, embedding_dim, dtype="float32"):
    n = vocab_size * embedding_dim
    print(n, n * np.dtype(dtype).itemsize)
