# mistake: The rows were looked up by NumPy, which stops the gradient.
# message: without stop_gradient and NumPy
class LookupEmbedding(keras.layers.Layer):
    def __init__(self, input_dim, output_dim, **kwargs):
        super().__init__(**kwargs)
        self.input_dim = input_dim
        self.output_dim = output_dim

    def build(self, input_shape):
        self.table = self.add_weight(shape=(self.input_dim, self.output_dim), initializer="uniform", name="table")

    def call(self, inputs):
        table = keras.ops.convert_to_tensor(self.table.numpy())
        return keras.ops.take(table, keras.ops.cast(inputs, "int32"), axis=0)

    def get_config(self):
        return super().get_config() | {"input_dim": self.input_dim, "output_dim": self.output_dim}
