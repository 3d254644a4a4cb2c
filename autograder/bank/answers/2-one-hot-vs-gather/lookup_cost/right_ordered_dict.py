from collections import OrderedDict


def lookup_cost(n_ids, vocab_size, embedding_dim):
    cost = OrderedDict()
    cost["gather_bytes"] = n_ids * embedding_dim << 2
    cost["onehot_bytes"] = n_ids * vocab_size << 2
    cost["matmul_multiply_adds"] = sum(vocab_size * embedding_dim for _ in range(n_ids))
    return cost
