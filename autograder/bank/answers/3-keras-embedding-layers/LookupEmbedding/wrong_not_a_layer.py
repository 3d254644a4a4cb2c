# mistake: The class is no subclass of keras.layers.Layer.
# message: class LookupEmbedding(keras.layers.Layer)
class LookupEmbedding:
    def __init__(self, input_dim, output_dim, **kwargs):
        self.table = tf.Variable(tf.random.uniform((input_dim, output_dim)))

    def __call__(self, ids):
        return tf.gather(self.table, ids)
