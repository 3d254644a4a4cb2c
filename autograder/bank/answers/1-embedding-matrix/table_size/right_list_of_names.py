BYTES = {"float16": 2, "float32": 4, "float64": 8}


def table_size(vocab_size, embedding_dim, dtype="float32"):
    number = vocab_size * embedding_dim
    return [number, number * BYTES[dtype]]
