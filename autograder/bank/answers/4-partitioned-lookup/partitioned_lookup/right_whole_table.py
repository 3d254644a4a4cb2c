def partitioned_lookup(shards, ids, strategy):
    n = len(shards)
    rows = sum(map(len, shards))
    if strategy == 'div':
        table = np.concatenate(shards)
    else:
        table = np.empty((rows,) + shards[0].shape[1:], shards[0].dtype)
        for k in range(n):
            table[k::n] = shards[k]
    if (ids < 0).any():
        raise ValueError('negative id')
    return table[ids]
