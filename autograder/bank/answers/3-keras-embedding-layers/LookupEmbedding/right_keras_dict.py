class LookupEmbedding(keras.layers.Layer):
    def __init__(self, input_dim, output_dim, **kwargs):
        super().__init__(**kwargs)
        self.input_dim = input_dim
        self.output_dim = output_dim

    def build(self, input_shape):
        self.w = self.add_weight(
            name="w", shape=[self.input_dim, self.output_dim], initializer=keras.initializers.RandomUniform(-1, 1), trainable=True
        )
        super().build(input_shape)

    def call(self, ids):
        ids = keras.ops.cast(ids, dtype="int64")
        return keras.ops.take(self.w, ids, axis=0)

    def get_config(self):
        base = super().get_config()
        return {**base, "input_dim": self.input_dim, "output_dim": self.output_dim}
