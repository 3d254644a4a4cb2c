# mistake: A dict of numbers by model is returned.
# message: one number
def shared_parameters(vocab_size, embedding_dim):
    n = vocab_size * embedding_dim
    return {'embedding': n, 'flat': n, 'sequential': n}
