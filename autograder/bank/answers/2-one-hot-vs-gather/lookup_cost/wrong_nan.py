# mistake: Every number is NaN.
# message: every number is NaN
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return dict.fromkeys(["matmul_multiply_adds", "onehot_bytes", "gather_bytes"], float("nan"))
