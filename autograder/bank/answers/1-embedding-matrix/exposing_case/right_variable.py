def exposing_case():
    start = tf.keras.initializers.RandomUniform(-0.4, 0.4, seed=3)((9, 2))
    return tf.Variable(start), np.array([8, 8, 3])
