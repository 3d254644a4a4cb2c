# mistake: A one-hot product gives a gradient of the whole table.
# message: convert_to_tensor and zeros are as large as the table
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    picked = tf.one_hot([a, b], embeddings.shape[0])
    with tf.GradientTape() as tape:
        rows = picked @ embeddings
        cost = tf.abs(float(a // 2 == b // 2) - tf.reduce_sum(rows[0] * rows[1]))
    embeddings.assign_sub(learning_rate * tape.gradient(cost, embeddings))
    return cost
