# mistake: A shape is returned, not a number.
# message: return one number
def shared_parameters(vocab_size, embedding_dim):
    return vocab_size, embedding_dim
