def shared_parameters(vocab_size, embedding_dim):
    total = 0
    for row in range(vocab_size):
        total += embedding_dim
    return total
