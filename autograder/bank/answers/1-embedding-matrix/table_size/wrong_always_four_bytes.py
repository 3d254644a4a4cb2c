# mistake: Four bytes an entry, whatever dtype is.
# message: mind dtype
def table_size(vocab_size, embedding_dim, dtype="float32"):
    n = vocab_size * embedding_dim
    return n, n * 4
