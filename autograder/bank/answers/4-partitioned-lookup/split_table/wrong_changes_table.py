# mistake: The table that came in was changed.
# message: which belongs to the caller
def split_table(table, n_shards, strategy):
    if strategy not in ("mod", "div"):
        raise ValueError(strategy)
    shards = [table[k::n_shards] for k in range(n_shards)] if strategy == "mod" else np.array_split(table, n_shards)
    shards = [shard.copy() for shard in shards]
    table[:] = 0
    return shards
