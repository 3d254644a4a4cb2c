# message: rows times columns
def shared_parameters(vocab_size, embedding_dim):
    return vocab_size + embedding_dim
