# mistake: Every number is NaN.
# message: every number is NaN
def pretrained_layer(embedding_matrix, trainable=True):
    layer = layers.Embedding(*embedding_matrix.shape, trainable=trainable)
    layer.build()
    layer.set_weights([embedding_matrix * np.nan])
    return layer
