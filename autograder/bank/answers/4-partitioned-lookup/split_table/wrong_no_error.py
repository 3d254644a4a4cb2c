# mistake: An unknown strategy is taken for div; a ValueError was asked for.
# message: an unknown strategy is taken for div
def split_table(table, n_shards, strategy):
    if strategy == 'mod':
        return [table[k::n_shards] for k in range(n_shards)]
    return np.array_split(table, n_shards)
