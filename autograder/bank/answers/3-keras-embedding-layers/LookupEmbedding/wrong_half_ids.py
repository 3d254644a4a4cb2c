# mistake: The ids were cast to float16, which counts to 2048 without a gap.
# message: became float16
class LookupEmbedding(keras.layers.Layer):
    def __init__(self, input_dim, output_dim, **kwargs):
        super().__init__(**kwargs)
        self.autocast = False
        self.input_dim = input_dim
        self.output_dim = output_dim

    def build(self, input_shape):
        self.table = self.add_weight(shape=(self.input_dim, self.output_dim), initializer="uniform")

    def call(self, inputs):
        ids = keras.ops.cast(inputs, "float16")
        return keras.ops.take(self.table, keras.ops.cast(ids, "int32"), axis=0)

    def get_config(self):
        return super().get_config() | {"input_dim": self.input_dim, "output_dim": self.output_dim}
