def get_initializer(embedding_dim, vocab_size):
    bound = 0.5 / embedding_dim
    make = tf.keras.initializers.RandomUniform(-bound, bound, seed=3)
    return make((vocab_size, embedding_dim), dtype="float32")
