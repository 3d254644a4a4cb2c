# mistake: The number is printed, not returned.
# message: is there a `return`
def shared_parameters(vocab_size, embedding_dim):
    print(vocab_size * embedding_dim)
