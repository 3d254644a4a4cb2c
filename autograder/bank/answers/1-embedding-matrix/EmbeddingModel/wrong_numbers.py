# mistake: The rows were scaled on their way out.
# message: every number is 2 times what it should be
# control run
class EmbeddingModel:
    def __init__(self, vocab_size, embedding_dim):
        self.embedding_matrix = tf.Variable(get_initializer(embedding_dim, vocab_size), name="embedding_matrix")

    def forward(self, target_ids):
        return 2 * tf.gather(self.embedding_matrix, target_ids)
