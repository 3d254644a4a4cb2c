def pair_cost(embeddings, a, b):
    """Return |label - dot product| of items a and b, ints, as a scalar tensor."""
    label = 1.0 if a == b else 0.0
    return tf.abs(label - tf.reduce_sum(embeddings[a] * embeddings[b]))
