class EmbeddingModel(object):
    def __init__(self, vocab_size, embedding_dim):
        self.vocab_size = vocab_size
        self.embedding_dim = embedding_dim
        self.embedding_matrix = None

    def forward(self, target_ids):
        if self.embedding_matrix is None:
            table = get_initializer(self.embedding_dim, self.vocab_size)
            self.embedding_matrix = tf.Variable(table, dtype=tf.float32, name="embedding_matrix")
        target_ids = np.array(target_ids)
        rows = []
        for i in target_ids.flatten():
            rows.append(self.embedding_matrix[i])
        return tf.reshape(tf.stack(rows), list(target_ids.shape) + [self.embedding_dim])
