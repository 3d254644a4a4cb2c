class EmbeddingModel:
    def __init__(self, vocab_size, embedding_dim):
        self.vocab_size, self.embedding_dim = vocab_size, embedding_dim
        self._table = None

    @property
    def embedding_matrix(self):
        if self._table is None:
            self._table = tf.Variable(get_initializer(self.embedding_dim, self.vocab_size), name="embedding_matrix")
        return self._table

    def forward(self, target_ids):
        return tf.gather_nd(self.embedding_matrix, tf.expand_dims(target_ids, -1))
