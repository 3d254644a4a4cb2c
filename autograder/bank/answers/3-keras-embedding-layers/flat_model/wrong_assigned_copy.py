# mistake: The rows were copied into a layer of the model's own.
# message: still the old rows
def flat_model(layer):
    source = keras.Input((1,), dtype="int32")
    own = layers.Embedding(*layer.embeddings.shape)
    own.build()
    own.embeddings.assign(layer.embeddings)
    return keras.Model(source, layers.Flatten()(own(source)))
