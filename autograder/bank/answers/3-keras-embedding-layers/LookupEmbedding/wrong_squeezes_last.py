# mistake: The last axis of the ids was squeezed away where it has length one.
# message: squeezed
class LookupEmbedding(keras.layers.Layer):
    def __init__(self, input_dim, output_dim, **kwargs):
        super().__init__(**kwargs)
        self.autocast = False
        self.input_dim = input_dim
        self.output_dim = output_dim

    def build(self, input_shape):
        self.table = self.add_weight(shape=(self.input_dim, self.output_dim), initializer="uniform")

    def call(self, inputs):
        ids = keras.ops.cast(inputs, "int32")
        if ids.shape[-1] == 1:
            ids = keras.ops.squeeze(ids, axis=-1)
        return keras.ops.take(self.table, ids, axis=0)

    def get_config(self):
        return super().get_config() | {"input_dim": self.input_dim, "output_dim": self.output_dim}
