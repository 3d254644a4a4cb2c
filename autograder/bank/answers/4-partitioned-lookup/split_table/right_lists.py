def split_table(table, n_shards, strategy):
    if strategy not in ('mod', 'div'):
        raise ValueError(strategy)
    shards = [[] for _ in range(n_shards)]
    n = len(table)
    for i, row in enumerate(table):
        if strategy == 'mod':
            k = i % n_shards
        else:
            short, extra = divmod(n, n_shards)
            k = max(i // (short + 1), (i - extra) // short)
        shards[k].append(row)
    return [np.array(shard) for shard in shards]
