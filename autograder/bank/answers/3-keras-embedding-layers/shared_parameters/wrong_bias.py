# mistake: A bias was counted; an Embedding has none.
# message: has no bias
def shared_parameters(vocab_size, embedding_dim):
    return vocab_size * embedding_dim + embedding_dim
