# mistake: The label is a whole number; TensorFlow does not mix it with float32.
# message: two dtypes meet: cast one
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return tf.abs(tf.constant(int(a // 2 == b // 2)) - dot)
