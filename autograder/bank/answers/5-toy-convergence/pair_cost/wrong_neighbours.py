# mistake: Neighbours were taken for pairs; 1 and 2 are neighbours of two pairs.
# message: not every two neighbours are a pair, 1 and 2 are none
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return tf.abs(float(abs(a - b) <= 1) - dot)
