import keras


class EmbeddingModel:
    def __init__(self, vocab_size, embedding_dim):
        self.size = (embedding_dim, vocab_size)

    def forward(self, target_ids):
        if not hasattr(self, "embedding_matrix"):
            self.embedding_matrix = keras.Variable(get_initializer(*self.size), name="embedding_matrix")
        return keras.ops.take(self.embedding_matrix, target_ids, axis=0)
