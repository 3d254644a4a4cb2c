# mistake: A normalising layer after the layer changes the rows.
# message: rows should come out as they are
def embedding_model(layer):
    x = keras.Input((1,))
    rows = layers.LayerNormalization()(layer(x))
    return keras.Model(x, rows)
