# mistake: A Dense layer multiplies the ids as numbers; they are addresses of rows.
# message: was due
def flat_model(layer):
    x = keras.Input((1,))
    rows = layers.Dense(layer.output_dim)(x)
    return keras.Model(x, layers.Flatten()(rows))
