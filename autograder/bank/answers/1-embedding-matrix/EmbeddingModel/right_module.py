class EmbeddingModel(tf.Module):
    def __init__(self, vocab_size, embedding_dim):
        super().__init__()
        self.vocab_size, self.embedding_dim = vocab_size, embedding_dim
        self.embedding_matrix = None

    @tf.Module.with_name_scope
    def forward(self, target_ids):
        initializer = get_initializer(embedding_dim=self.embedding_dim, vocab_size=self.vocab_size)
        if self.embedding_matrix is None:
            self.embedding_matrix = tf.Variable(initializer, name="embedding_matrix", trainable=True)
        return tf.gather(self.embedding_matrix, target_ids)
