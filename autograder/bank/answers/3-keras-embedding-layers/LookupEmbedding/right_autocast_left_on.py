class LookupEmbedding(keras.layers.Layer):
    def __init__(self, input_dim, output_dim, **kwargs):
        super().__init__(**kwargs)
        self.input_dim = input_dim
        self.output_dim = output_dim

    def build(self, input_shape):
        self.table = self.add_weight(shape=(self.input_dim, self.output_dim), initializer="uniform")

    def call(self, inputs):
        return keras.ops.take(self.table, keras.ops.cast(inputs, "int32"), axis=0)

    def get_config(self):
        return super().get_config() | {"input_dim": self.input_dim, "output_dim": self.output_dim}
