# mistake: n_shards was taken for the number of rows of a shard.
# message: n_shards says how many shards there are, not how many rows each of them has
def split_table(table, n_shards, strategy):
    if strategy not in ("mod", "div"):
        raise ValueError(strategy)
    if strategy == "mod":
        return [table[k::n_shards] for k in range(n_shards)]
    return [table[k : k + n_shards] for k in range(0, len(table), n_shards)]
