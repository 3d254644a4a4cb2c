import math


def lookup_cost(n_ids, vocab_size, embedding_dim):
    return {
        "matmul_multiply_adds": math.prod([n_ids, vocab_size, embedding_dim]),
        "onehot_bytes": np.prod([n_ids, vocab_size, 4], dtype=np.uint64),
        "gather_bytes": np.float32().nbytes * n_ids * embedding_dim,
    }
