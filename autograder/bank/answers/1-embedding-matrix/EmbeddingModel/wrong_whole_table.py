# mistake: forward returns the whole table, not the rows of the ids.
# message: returned the whole table
class EmbeddingModel:
    def __init__(self, vocab_size, embedding_dim):
        self.vocab_size = vocab_size
        self.embedding_dim = embedding_dim
        self.embedding_matrix = None

    def forward(self, target_ids):
        if self.embedding_matrix is None:
            self.embedding_matrix = tf.Variable(get_initializer(self.embedding_dim, self.vocab_size), name="embedding_matrix")
        return self.embedding_matrix
