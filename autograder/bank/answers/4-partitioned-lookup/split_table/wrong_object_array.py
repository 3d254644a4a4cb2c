# mistake: The shards are in an array; a list was asked for.
# message: TensorFlow takes only a list for shards
def split_table(table, n_shards, strategy):
    if strategy == "mod":
        shards = [table[k::n_shards] for k in range(n_shards)]
    elif strategy == "div":
        shards = np.array_split(table, n_shards)
    else:
        raise ValueError(strategy)
    packed = np.empty(n_shards, object)
    packed[:] = [shard.copy() for shard in shards]
    return packed
