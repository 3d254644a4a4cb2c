# mistake: The label was 0 for every two items.
# message: the label of two items of one pair is 1, not 0
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return tf.abs(0.0 - dot)
