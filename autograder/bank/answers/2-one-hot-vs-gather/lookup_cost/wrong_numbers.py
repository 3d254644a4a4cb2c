# mistake: The right names, but every number is 1.
# message: one number three times
# control run
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return dict.fromkeys(["matmul_multiply_adds", "onehot_bytes", "gather_bytes"], 1)
