# mistake: The second number is the number of entries again, not their bytes.
# message: counts bytes
def table_size(vocab_size, embedding_dim, dtype="float32"):
    n = vocab_size * embedding_dim
    return n, n
