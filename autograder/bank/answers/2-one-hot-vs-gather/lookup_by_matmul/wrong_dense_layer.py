# mistake: A Dense layer takes no single vector of weights.
# message: weights may have one axis
def lookup_by_matmul(weights, embedding_matrix):
    layer = tf.keras.layers.Dense(embedding_matrix.shape[1], use_bias=False)
    layer.build((None, len(embedding_matrix)))
    layer.set_weights([embedding_matrix])
    return layer(weights)
