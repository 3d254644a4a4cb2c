# mistake: The ids of each shard are returned, not its rows.
# message: these are ids: a shard holds the rows themselves
def split_table(table, n_shards, strategy):
    if strategy not in ("mod", "div"):
        raise ValueError(strategy)
    ids = np.arange(len(table))
    if strategy == "mod":
        return [ids[k::n_shards] for k in range(n_shards)]
    return np.array_split(ids, n_shards)
