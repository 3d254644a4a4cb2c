# mistake: A layer made from a config has new random weights.
# message: drew its own numbers
def pretrained_layer(embedding_matrix, trainable=True):
    layer = layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix], trainable=trainable)
    return layers.Embedding.from_config(layer.get_config())
