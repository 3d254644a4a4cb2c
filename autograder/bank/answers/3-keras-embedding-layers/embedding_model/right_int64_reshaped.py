def embedding_model(layer):
    ids = keras.Input(shape=(1,), dtype="int64", name="ids")
    rows = layers.Reshape((1, layer.output_dim))(layer(ids))
    return keras.models.Model(inputs=[ids], outputs=rows)
