# mistake: The three numbers came without their names: return a dict.
# message: name the numbers
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return n_ids * vocab_size * embedding_dim, 4 * n_ids * vocab_size, 4 * n_ids * embedding_dim
