# mistake: The table belongs to the class, so that all models of one size share it.
# message: share
class EmbeddingModel:
    embedding_matrix = None

    def __init__(self, vocab_size, embedding_dim):
        self.vocab_size = vocab_size
        self.embedding_dim = embedding_dim

    def forward(self, target_ids):
        shape = (self.vocab_size, self.embedding_dim)
        if EmbeddingModel.embedding_matrix is None or EmbeddingModel.embedding_matrix.shape != shape:
            start = get_initializer(self.embedding_dim, self.vocab_size)
            EmbeddingModel.embedding_matrix = tf.Variable(start, name="embedding_matrix")
        return tf.gather(EmbeddingModel.embedding_matrix, target_ids)
