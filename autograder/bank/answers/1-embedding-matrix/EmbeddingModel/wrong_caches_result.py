# mistake: The rows of an earlier call are kept and given out again after the table has changed.
# message: old rows
class EmbeddingModel:
    def __init__(self, vocab_size, embedding_dim):
        self.vocab_size = vocab_size
        self.embedding_dim = embedding_dim
        self.embedding_matrix = None

    def forward(self, target_ids):
        if self.embedding_matrix is None:
            self.embedding_matrix = tf.Variable(get_initializer(self.embedding_dim, self.vocab_size), name="embedding_matrix")
        if not hasattr(self, "cache"):
            self.cache = {}
        key = str(target_ids)
        if key not in self.cache:
            self.cache[key] = tf.gather(self.embedding_matrix, target_ids)
        return self.cache[key]
