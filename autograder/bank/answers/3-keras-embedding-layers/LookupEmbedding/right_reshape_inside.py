class LookupEmbedding(keras.layers.Layer):
    def __init__(self, input_dim, output_dim, **kwargs):
        super().__init__(**kwargs)
        self.input_dim = input_dim
        self.output_dim = output_dim

    def build(self, input_shape):
        self.table = self.add_weight(shape=(self.input_dim, self.output_dim), initializer="uniform", name="table")

    def call(self, inputs):
        ids = keras.ops.cast(inputs, "int32")
        flat = keras.ops.take(self.table, keras.ops.reshape(ids, (-1,)), axis=0)
        return keras.ops.reshape(flat, (*ids.shape[:0], *[-1 if n is None else n for n in ids.shape], self.output_dim))

    def get_config(self):
        return super().get_config() | {"input_dim": self.input_dim, "output_dim": self.output_dim}
