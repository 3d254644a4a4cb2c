# mistake: dtype is float64 unless said otherwise; the default should be float32.
# message: 8 bytes is float64's: mind dtype, whose default is float32
def table_size(vocab_size, embedding_dim, dtype="float64"):
    n = vocab_size * embedding_dim
    return n, n * np.dtype(dtype).itemsize
