# mistake: The number is returned as text.
# message: not made of numbers
def shared_parameters(vocab_size, embedding_dim):
    return str(vocab_size * embedding_dim)
