# mistake: Each call of forward makes a new table.
# message: make the table once only
class EmbeddingModel:
    def __init__(self, vocab_size, embedding_dim):
        self.vocab_size = vocab_size
        self.embedding_dim = embedding_dim
        self.embedding_matrix = None

    def forward(self, target_ids):
        self.embedding_matrix = tf.Variable(get_initializer(self.embedding_dim, self.vocab_size), name="embedding_matrix")
        return tf.gather(self.embedding_matrix, target_ids)
