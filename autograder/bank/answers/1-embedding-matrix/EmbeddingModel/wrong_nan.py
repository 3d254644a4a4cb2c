# mistake: Every number is NaN.
# message: every number is NaN
class EmbeddingModel:
    def __init__(self, vocab_size, embedding_dim):
        self.embedding_matrix = tf.Variable(get_initializer(embedding_dim, vocab_size), name="embedding_matrix")

    def forward(self, target_ids):
        return tf.gather(self.embedding_matrix, target_ids) * float("nan")
