# mistake: The table is kept under another name than `embedding_matrix`.
# message: is missing after forward
class EmbeddingModel:
    def __init__(self, vocab_size, embedding_dim):
        self.table = tf.Variable(get_initializer(embedding_dim, vocab_size), name="embedding_matrix")

    def forward(self, target_ids):
        return tf.gather(self.table, target_ids)
