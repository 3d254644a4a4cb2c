# mistake: The gradient reaches only one of the two rows.
# message: the gradient reaches one of the two roles only
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * tf.stop_gradient(embeddings[b]))
    return tf.abs(float(a // 2 == b // 2) - dot)
