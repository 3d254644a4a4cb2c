# mistake: The label was 1 for every two items.
# message: two pairs is 0
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return tf.abs(1.0 - dot)
