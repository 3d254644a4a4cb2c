# mistake: The table is a plain tensor, which Keras neither trains nor saves: use add_weight.
# message: make it by self.add_weight
class LookupEmbedding(keras.layers.Layer):
    def __init__(self, input_dim, output_dim, **kwargs):
        super().__init__(**kwargs)
        self.input_dim = input_dim
        self.output_dim = output_dim

    def build(self, input_shape):
        self.table = tf.random.uniform((self.input_dim, self.output_dim))

    def call(self, inputs):
        return keras.ops.take(self.table, keras.ops.cast(inputs, "int32"), axis=0)

    def get_config(self):
        config = super().get_config()
        config.update(input_dim=self.input_dim, output_dim=self.output_dim)
        return config
