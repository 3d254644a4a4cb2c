# mistake: Every row is ones; the given rows were never put in.
# message: every number is 1
def pretrained_layer(embedding_matrix, trainable=True):
    return layers.Embedding(*embedding_matrix.shape, embeddings_initializer='ones', trainable=trainable)
