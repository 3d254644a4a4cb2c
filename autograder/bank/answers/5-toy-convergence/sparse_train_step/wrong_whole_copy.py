# mistake: The whole table was copied and written back.
# message: touch the two rows only: scatter_sub with tf.IndexedSlices
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    table = embeddings.numpy()
    error = table[a] @ table[b] - (a // 2 == b // 2)
    rows = table[[b, a]]
    np.subtract.at(table, [a, b], learning_rate * np.sign(error) * rows)
    embeddings.assign(table)
    return abs(error)
