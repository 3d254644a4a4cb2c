# mistake: The table is a plain tensor; only a tf.Variable can be trained.
# message: a plain tensor or array cannot be trained: wrap it in tf.Variable
class EmbeddingModel:
    def __init__(self, vocab_size, embedding_dim):
        self.vocab_size = vocab_size
        self.embedding_dim = embedding_dim
        self.embedding_matrix = None

    def forward(self, target_ids):
        if self.embedding_matrix is None:
            self.embedding_matrix = tf.identity(get_initializer(self.embedding_dim, self.vocab_size), name="embedding_matrix")
        return tf.gather(self.embedding_matrix, target_ids)
