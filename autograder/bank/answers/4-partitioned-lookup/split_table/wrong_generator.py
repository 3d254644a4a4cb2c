# mistake: A generator was returned; a list was asked for.
# message: that is something to call, or to loop over
def split_table(table, n_shards, strategy):
    if strategy == "mod":
        shards = [table[k::n_shards] for k in range(n_shards)]
    elif strategy == "div":
        shards = np.array_split(table, n_shards)
    else:
        raise ValueError(strategy)
    return (shard for shard in shards)
