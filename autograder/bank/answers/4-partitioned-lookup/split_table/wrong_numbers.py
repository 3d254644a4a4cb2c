# mistake: The right shapes, but every number is 0.
# message: every number is 0
# control run
def split_table(table, n_shards, strategy):
    if strategy not in ("mod", "div"):
        raise ValueError(strategy)
    shards = [table[k::n_shards] for k in range(n_shards)] if strategy == "mod" else np.array_split(table, n_shards)
    return [np.zeros_like(shard) for shard in shards]
