import keras


class EmbeddingModel(keras.layers.Layer):
    def __init__(self, vocab_size, embedding_dim):
        super().__init__()
        self.embedding_matrix = self.add_weight(
            shape=(vocab_size, embedding_dim),
            name="embedding_matrix",
            initializer=lambda shape, dtype=None: get_initializer(embedding_dim, vocab_size),
        )

    def forward(self, target_ids):
        return keras.ops.take(self.embedding_matrix, target_ids, axis=0)
