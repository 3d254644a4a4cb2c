# mistake: The numbers are printed, not returned.
# message: is there a `return`
def lookup_cost(n_ids, vocab_size, embedding_dim):
    print({'matmul_multiply_adds': n_ids * vocab_size * embedding_dim})
