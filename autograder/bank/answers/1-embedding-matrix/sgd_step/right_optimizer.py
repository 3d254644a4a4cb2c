def sgd_step(embedding_matrix, ids, row_gradients, learning_rate):
    sgd = tf.keras.optimizers.SGD(learning_rate)
    sgd.apply_gradients([(tf.IndexedSlices(row_gradients, ids), embedding_matrix)])
