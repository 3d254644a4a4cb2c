def flat_model(layer):
    inputs = tf.keras.layers.Input([1])
    rows = layer(inputs)
    model = tf.keras.models.Model(inputs, tf.keras.layers.Flatten()(rows))
    return model
