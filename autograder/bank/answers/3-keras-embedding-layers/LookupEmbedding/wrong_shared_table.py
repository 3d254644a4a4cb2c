# mistake: All layers of one size share one table.
# message: two layers share one table
TABLES = {}


class LookupEmbedding(keras.layers.Layer):
    def __init__(self, input_dim, output_dim, **kwargs):
        super().__init__(**kwargs)
        self.input_dim = input_dim
        self.output_dim = output_dim

    def build(self, input_shape):
        key = (self.input_dim, self.output_dim)
        if key not in TABLES:
            TABLES[key] = self.add_weight(shape=key, initializer="uniform", name="table")
        self.table = TABLES[key]

    def call(self, inputs):
        return keras.ops.take(self.table, keras.ops.cast(inputs, "int32"), axis=0)

    def get_config(self):
        config = super().get_config()
        config.update(input_dim=self.input_dim, output_dim=self.output_dim)
        return config
