class LookupEmbedding(keras.layers.Embedding):
    pass
