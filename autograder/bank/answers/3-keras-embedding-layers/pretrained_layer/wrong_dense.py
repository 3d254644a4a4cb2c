# mistake: A Dense layer takes one-hot rows; an Embedding was asked for.
# message: another kind of layer
def pretrained_layer(embedding_matrix, trainable=True):
    layer = layers.Dense(embedding_matrix.shape[1], use_bias=False)
    layer.build((None, len(embedding_matrix)))
    layer.set_weights([embedding_matrix])
    layer.trainable = trainable
    return layer
