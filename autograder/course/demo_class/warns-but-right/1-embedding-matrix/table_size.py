import sys
import warnings


def table_size(vocab_size, embedding_dim, dtype="float32"):
    """Return (number of parameters, bytes) of a table (vocab_size, embedding_dim) of that dtype."""
    warnings.warn("an int may be too small for a very large table", stacklevel=2)
    print("counting", vocab_size, "rows", file=sys.stderr)
    n = int(vocab_size) * int(embedding_dim)
    return n, n * np.dtype(dtype).itemsize
