# mistake: Rows and columns were added; a table has rows times columns entries.
# message: entries are rows times columns, not plus columns
def table_size(vocab_size, embedding_dim, dtype="float32"):
    n = vocab_size + embedding_dim
    return n, n * np.dtype(dtype).itemsize
