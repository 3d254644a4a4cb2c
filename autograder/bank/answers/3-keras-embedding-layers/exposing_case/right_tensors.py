def exposing_case():
    return tf.random.stateless_uniform((2100, 1), (1, 2)), tf.constant([[0], [2051], [2]])
