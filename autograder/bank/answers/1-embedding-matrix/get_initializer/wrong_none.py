# mistake: The function returns nothing.
# message: is there a `return`
def get_initializer(embedding_dim, vocab_size):
    return None
