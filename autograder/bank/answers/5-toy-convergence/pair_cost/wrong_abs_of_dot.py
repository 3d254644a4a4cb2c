# mistake: The absolute value was taken of the dot product, not of the error.
# message: the sign was taken off the dot product, not off the error
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return float(a // 2 == b // 2) - tf.abs(dot)
