# mistake: The label was 1 only where a == b; it is 1 for a whole pair.
# message: The label is 1 for a whole pair
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return tf.abs(float(a == b) - dot)
