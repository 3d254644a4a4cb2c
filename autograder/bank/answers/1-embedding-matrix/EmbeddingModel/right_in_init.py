class EmbeddingModel:
    def __init__(self, vocab_size, embedding_dim):
        self.embedding_matrix = tf.Variable(get_initializer(embedding_dim, vocab_size), name="embedding_matrix")

    def forward(self, target_ids):
        return tf.nn.embedding_lookup(self.embedding_matrix, target_ids)
