# mistake: An initialiser is returned, not the numbers it makes: call it with the shape.
# message: that is a function or a class: call it
def get_initializer(embedding_dim, vocab_size):
    return tf.keras.initializers.RandomUniform(-0.5 / embedding_dim, 0.5 / embedding_dim)
