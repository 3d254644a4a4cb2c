# mistake: This is Glorot's uniform initialiser, whose bound depends on both sizes.
# message: that is Glorot's bound, not 0.5 / embedding_dim
def get_initializer(embedding_dim, vocab_size):
    return tf.keras.initializers.GlorotUniform()((vocab_size, embedding_dim))
