def split_table(table, n_shards, strategy):
    if strategy == "mod":
        shards = [table[k::n_shards] for k in range(n_shards)]
    elif strategy == "div":
        shards = np.array_split(table, n_shards)
    else:
        raise ValueError(strategy)
    return [shard.tolist() for shard in shards]
