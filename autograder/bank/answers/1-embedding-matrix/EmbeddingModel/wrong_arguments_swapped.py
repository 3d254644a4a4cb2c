# mistake: get_initializer(embedding_dim, vocab_size) got its arguments in the other order.
# message: wrong order
class EmbeddingModel:
    def __init__(self, vocab_size, embedding_dim):
        self.vocab_size = vocab_size
        self.embedding_dim = embedding_dim
        self.embedding_matrix = None

    def forward(self, target_ids):
        if self.embedding_matrix is None:
            self.embedding_matrix = tf.Variable(get_initializer(self.vocab_size, self.embedding_dim), name="embedding_matrix")
        return tf.gather(self.embedding_matrix, target_ids)
