def expected_cost(embeddings):
    E = tf.convert_to_tensor(embeddings)
    labels = tf.constant(LABELS, E.dtype)
    return tf.reduce_mean(tf.abs(labels - tf.matmul(E, E, transpose_b=True)))
