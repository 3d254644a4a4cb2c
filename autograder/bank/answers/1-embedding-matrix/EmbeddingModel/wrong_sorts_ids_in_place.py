# mistake: The ids that came in were sorted in place.
# message: which belongs to the caller
class EmbeddingModel:
    def __init__(self, vocab_size, embedding_dim):
        self.embedding_matrix = tf.Variable(get_initializer(embedding_dim, vocab_size), name="embedding_matrix")

    def forward(self, target_ids):
        rows = tf.gather(self.embedding_matrix, target_ids)
        target_ids.sort()
        return rows
