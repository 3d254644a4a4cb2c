# mistake: The ids were multiplied as numbers; they are addresses of rows.
# message: a row for each of input_dim ids
class LookupEmbedding(keras.layers.Layer):
    def __init__(self, input_dim, output_dim, **kwargs):
        super().__init__(**kwargs)
        self.input_dim = input_dim
        self.output_dim = output_dim

    def build(self, input_shape):
        self.table = self.add_weight(shape=(1, self.output_dim), initializer="uniform", name="table")

    def call(self, inputs):
        return keras.ops.cast(inputs, "float32")[..., None] * self.table[0]

    def get_config(self):
        config = super().get_config()
        config.update(input_dim=self.input_dim, output_dim=self.output_dim)
        return config
