# mistake: A model around the layer is returned, not the layer.
# message: a model around the layer
def pretrained_layer(embedding_matrix, trainable=True):
    layer = layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix], trainable=trainable)
    return keras.Sequential([layer])
