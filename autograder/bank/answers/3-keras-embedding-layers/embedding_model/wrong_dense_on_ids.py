# mistake: A Dense layer multiplies the ids as numbers; they are addresses of rows.
# message: Dense takes ids as amounts
def embedding_model(layer):
    x = keras.Input((1,))
    rows = layers.Dense(layer.output_dim)(x)
    return keras.Model(x, rows)
