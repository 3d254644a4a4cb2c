# mistake: In Python 3 a single slash keeps the fraction, so that only a == b has label 1.
# message: the label is 1 for a whole pair, a // 2 == b // 2 with two slashes, not for a == b only
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return tf.abs((1.0 if a / 2 == b / 2 else 0.0) - dot)
