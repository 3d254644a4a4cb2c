# mistake: Every number is NaN.
# message: some numbers are NaN
def split_table(table, n_shards, strategy):
    if strategy not in ("mod", "div"):
        raise ValueError(strategy)
    shards = [table[k::n_shards] for k in range(n_shards)] if strategy == "mod" else np.array_split(table, n_shards)
    return [shard * np.nan for shard in shards]
