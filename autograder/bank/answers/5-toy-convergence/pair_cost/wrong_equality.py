# mistake: The label was 1 only where a == b; it is 1 for a whole pair.
# message: the label is 1 for a whole pair, a // 2 == b // 2 with two slashes, not for a == b only
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return tf.abs(float(a == b) - dot)
