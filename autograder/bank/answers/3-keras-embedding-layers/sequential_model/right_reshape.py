def sequential_model(layer):
    return tf.keras.Sequential([layer, tf.keras.layers.Reshape((layer.output_dim,))])
