# mistake: The cost has shape (1,); a scalar was asked for.
# message: a scalar has shape (): take the one number out
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return tf.reshape(tf.abs(float(a // 2 == b // 2) - dot), [1])
