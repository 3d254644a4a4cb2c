def pretrained_layer(embedding_matrix, trainable=True):
    class Pretrained(layers.Embedding):
        pass


    return Pretrained(*embedding_matrix.shape, weights=[embedding_matrix], trainable=trainable)
