# mistake: forward looks the rows up but does not return them.
# message: is there a `return`
class EmbeddingModel:
    def __init__(self, vocab_size, embedding_dim):
        self.vocab_size = vocab_size
        self.embedding_dim = embedding_dim
        self.embedding_matrix = None

    def forward(self, target_ids):
        if self.embedding_matrix is None:
            self.embedding_matrix = tf.Variable(get_initializer(self.embedding_dim, self.vocab_size), name="embedding_matrix")
        tf.gather(self.embedding_matrix, target_ids)
