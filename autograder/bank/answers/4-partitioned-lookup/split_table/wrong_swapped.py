# mistake: mod and div are swapped.
# message: mod and div are swapped
def split_table(table, n_shards, strategy):
    if strategy == 'div':
        return [table[k::n_shards] for k in range(n_shards)]
    if strategy == 'mod':
        return np.array_split(table, n_shards)
    raise ValueError(strategy)
