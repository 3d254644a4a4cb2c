# mistake: The cost was rounded, which leaves no gradient.
# message: float(), .numpy(), NumPy's functions and rounding end the trail
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return tf.round(tf.abs(float(a // 2 == b // 2) - dot))
