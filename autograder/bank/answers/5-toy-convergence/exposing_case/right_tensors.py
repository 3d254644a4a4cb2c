def exposing_case():
    return tf.constant(abs(np.sin(np.arange(12.0))).reshape(6, 2) / 2), tf.constant([[4, 5], [1, 1], [0, 3]])
