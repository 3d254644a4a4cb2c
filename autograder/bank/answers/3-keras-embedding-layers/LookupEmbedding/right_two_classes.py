class Table(keras.layers.Layer):
    def __init__(self, input_dim, output_dim, **kwargs):
        super().__init__(**kwargs)
        self.autocast = False
        self.input_dim, self.output_dim = int(input_dim), int(output_dim)

    def build(self, input_shape=None):
        self.rows = self.add_weight((self.input_dim, self.output_dim), "random_normal", trainable=True, name="rows")

    def get_config(self):
        return {**super().get_config(), "input_dim": self.input_dim, "output_dim": self.output_dim}


class LookupEmbedding(Table):
    def call(self, ids):
        return keras.ops.take(self.rows, keras.ops.cast(ids, "int64"), axis=0)
