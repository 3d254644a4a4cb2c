# mistake: A gradient of the whole table was formed.
# message: convert_to_tensor and zeros are as large as the table
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    with tf.GradientTape() as tape:
        cost = pair_cost(embeddings, a, b)
    embeddings.assign_sub(learning_rate * tf.convert_to_tensor(tape.gradient(cost, embeddings)))
    return cost
