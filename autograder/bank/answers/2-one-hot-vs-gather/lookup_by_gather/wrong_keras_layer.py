# mistake: A Keras layer gives the last row for -1: check for negative ids yourself.
# message: NumPy counts a negative id from the end
def lookup_by_gather(ids, embedding_matrix):
    layer = tf.keras.layers.Embedding(*embedding_matrix.shape, weights=[embedding_matrix])
    return layer(ids)
