# mistake: The input is made for sequences of another length.
# message: one id in each sequence
def flat_model(layer):
    x = keras.Input((layer.output_dim,))
    return keras.Model(x, layers.Flatten()(layer(x)))
