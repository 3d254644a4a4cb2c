# mistake: Tables of rank 2 alone were thought of.
# message: a table may have any rank
def split_table(table, n_shards, strategy):
    if strategy not in ("mod", "div"):
        raise ValueError(strategy)
    if strategy == "mod":
        return [table[k::n_shards, :] for k in range(n_shards)]
    return np.array_split(table, n_shards)
