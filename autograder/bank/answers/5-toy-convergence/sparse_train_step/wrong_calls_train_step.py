# mistake: train_step was called; the step should be written without it.
# message: train_step is taken away here
def sparse_train_step(embeddings, a, b, learning_rate=0.01):
    return train_step(embeddings, a, b, learning_rate)
