# mistake: Id 0 was taken for padding, and its row for zeros.
# message: id 0 was taken for padding
class LookupEmbedding(keras.layers.Layer):
    def __init__(self, input_dim, output_dim, **kwargs):
        super().__init__(**kwargs)
        self.input_dim = input_dim
        self.output_dim = output_dim

    def build(self, input_shape):
        self.table = self.add_weight(shape=(self.input_dim, self.output_dim), initializer="uniform", name="table")

    def call(self, inputs):
        ids = keras.ops.cast(inputs, "int32")
        rows = keras.ops.take(self.table, ids, axis=0)
        return rows * keras.ops.cast(ids > 0, "float32")[..., None]

    def get_config(self):
        return super().get_config() | {"input_dim": self.input_dim, "output_dim": self.output_dim}
