# mistake: The cost was computed outside the tape, so that its gradient is None.
# message: a value is None: a function without `return`, or a cost outside the tape
def train_step(embeddings, a, b, learning_rate=0.01):
    cost = pair_cost(embeddings, a, b)
    with tf.GradientTape() as tape:
        pass
    embeddings.assign_sub(learning_rate * tape.gradient(cost, embeddings))
    return cost
