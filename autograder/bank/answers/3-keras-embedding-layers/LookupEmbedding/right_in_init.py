class LookupEmbedding(tf.keras.layers.Layer):
    def __init__(self, input_dim, output_dim, **kwargs):
        super(LookupEmbedding, self).__init__(**kwargs)
        self.sizes = (input_dim, output_dim)
        self.table = self.add_weight(shape=self.sizes, initializer="glorot_uniform")

    def call(self, inputs):
        return tf.nn.embedding_lookup(self.table, tf.cast(inputs, "int32"))

    def get_config(self):
        return dict(super().get_config(), input_dim=self.sizes[0], output_dim=self.sizes[1])
