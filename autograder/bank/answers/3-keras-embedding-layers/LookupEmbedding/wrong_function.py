# mistake: A function gives Keras' own layer; a class was asked for.
# message: class LookupEmbedding(keras.layers.Layer)
def LookupEmbedding(input_dim, output_dim, **kwargs):
    return keras.layers.Embedding(input_dim, output_dim, **kwargs)
