# mistake: A Dense layer's numbers were counted, which none of the models has.
# message: none of the models has a Dense layer
def shared_parameters(vocab_size, embedding_dim):
    return vocab_size * embedding_dim + embedding_dim * embedding_dim
