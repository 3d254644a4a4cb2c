# mistake: This is Glorot's uniform initialiser, whose bound depends on both sizes.
# message: Is it uniform, and did you divide
def get_initializer(embedding_dim, vocab_size):
    return tf.keras.initializers.GlorotUniform()((vocab_size, embedding_dim))
