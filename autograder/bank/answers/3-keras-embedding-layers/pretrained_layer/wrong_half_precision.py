# mistake: The table is kept in float16, which rounds every number.
# message: rounded
def pretrained_layer(embedding_matrix, trainable=True):
    return layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix], trainable=trainable, dtype="float16")
