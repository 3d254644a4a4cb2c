class LookupEmbedding(keras.layers.Layer):
    def __init__(self, input_dim, output_dim, **kwargs):
        super().__init__(**kwargs)
        self.autocast = False
        self.input_dim = input_dim
        self.output_dim = output_dim

    def build(self, input_shape):
        self.table = self.add_weight(shape=(self.input_dim, self.output_dim), initializer="uniform")

    def call(self, inputs):
        ids = inputs if inputs.dtype in ("int32", "int64") else tf.cast(inputs, tf.int64)
        return tf.nn.embedding_lookup(self.table, ids)

    def get_config(self):
        return super().get_config() | {"input_dim": self.input_dim, "output_dim": self.output_dim}
