def split_table(table, n_shards, strategy):
    if strategy not in ('mod', 'div'):
        raise ValueError(strategy)
    ids = np.arange(len(table))
    if strategy == 'mod':
        owner = ids % n_shards
    else:
        owner = np.repeat(np.arange(n_shards), [len(r) for r in np.array_split(ids, n_shards)])
    return [table[owner == k] for k in range(n_shards)]
