# mistake: The label was 1 for every two items.
# message: the label of two items from two pairs is 0, not 1
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return tf.abs(1.0 - dot)
