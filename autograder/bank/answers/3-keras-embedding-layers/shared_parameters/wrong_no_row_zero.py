# mistake: Id 0 was left out.
# message: id 0 has a row
def shared_parameters(vocab_size, embedding_dim):
    return (vocab_size - 1) * embedding_dim
