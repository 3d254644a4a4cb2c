# mistake: The number is returned as text.
# message: that is text
def shared_parameters(vocab_size, embedding_dim):
    return str(vocab_size * embedding_dim)
