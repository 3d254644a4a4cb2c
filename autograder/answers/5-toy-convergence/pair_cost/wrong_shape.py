# mistake: The cost has shape (1,); a scalar was asked for.
# message: a scalar was due
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return tf.reshape(tf.abs(float(a // 2 == b // 2) - dot), [1])
