# mistake: The products were averaged; a dot product adds them up.
# message: a dot product adds the products up
def pair_cost(embeddings, a, b):
    dot = tf.reduce_mean(embeddings[a] * embeddings[b])
    return tf.abs(float(a // 2 == b // 2) - dot)
