class EmbeddingModel:
    def __init__(self, vocab_size, embedding_dim):
        self.vocab_size = vocab_size
        self.embedding_dim = embedding_dim

    def forward(self, target_ids):
        try:
            self.embedding_matrix
        except AttributeError:
            self.embedding_matrix = tf.Variable(
                initial_value=lambda: get_initializer(self.embedding_dim, self.vocab_size), name="embedding_matrix"
            )
        one_hot = tf.one_hot(target_ids, self.vocab_size)
        return tf.tensordot(one_hot, self.embedding_matrix, axes=1)
