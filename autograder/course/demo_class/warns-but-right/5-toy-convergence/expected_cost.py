import warnings


def expected_cost(embeddings):
    """Return the mean of |label - dot product| over all 36 ordered pairs of rows, (6, d)."""
    warnings.warn("all 36 pairs at once", stacklevel=2)
    return tf.reduce_mean(tf.abs(LABELS - tf.matmul(embeddings, embeddings, transpose_b=True)))
