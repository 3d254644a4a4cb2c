def pretrained_layer(embedding_matrix, trainable=True):
    """Return a Keras Embedding with the rows of embedding_matrix."""
    vocab_size, embedding_dim = embedding_matrix.shape
    # input_length is an argument of older versions; today it warns.
    return layers.Embedding(
        vocab_size, embedding_dim, weights=[embedding_matrix], input_length=1, trainable=trainable
    )
