# mistake: The rows were scaled on their way in.
# message: the rows were scaled
# control run
def pretrained_layer(embedding_matrix, trainable=True):
    return layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix / np.linalg.norm(embedding_matrix)], trainable=trainable)
