# mistake: An item with itself was given label 0; it belongs to its own pair.
# message: an item belongs to its own pair
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return tf.abs(float(a != b and a // 2 == b // 2) - dot)
