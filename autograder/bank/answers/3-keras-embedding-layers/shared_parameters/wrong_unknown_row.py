# mistake: A row for unknown words was counted; the layer has none.
# message: no row beside
def shared_parameters(vocab_size, embedding_dim):
    return (vocab_size + 1) * embedding_dim
