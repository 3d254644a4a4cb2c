# mistake: Only the products with the one were counted; the zeros are multiplied too.
# message: the zeros are multiplied too
def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {"matmul_multiply_adds": n_ids * embedding_dim, "onehot_bytes": 4 * n_ids * vocab_size, "gather_bytes": 4 * n_ids * embedding_dim}
