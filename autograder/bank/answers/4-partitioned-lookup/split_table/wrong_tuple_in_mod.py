# mistake: The mod shards are in a tuple, which TensorFlow stacks into one table.
# message: TensorFlow takes only a list for shards
def split_table(table, n_shards, strategy):
    if strategy == "mod":
        shards = tuple(table[k::n_shards] for k in range(n_shards))
    elif strategy == "div":
        shards = np.array_split(table, n_shards)
    else:
        raise ValueError(strategy)
    return shards
