# mistake: One number a model is returned; together they have one table.
# message: one number for all three
def shared_parameters(vocab_size, embedding_dim):
    return [vocab_size * embedding_dim] * 3
