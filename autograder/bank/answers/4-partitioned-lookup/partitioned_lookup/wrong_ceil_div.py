# mistake: Every div shard was taken to have the rounded-up size.
# message: every run has the rounded-up size
def partitioned_lookup(shards, ids, strategy):
    n = len(shards)
    rows = sum(map(len, shards))
    if ids.min() < 0 or ids.max() >= rows:
        raise IndexError
    size = -(-rows // n)
    table = np.empty((rows,) + shards[0].shape[1:])
    for i in range(rows):
        k, r = (i % n, i // n) if strategy == 'mod' else (i // size, i % size)
        table[i] = shards[min(k, n - 1)][min(r, len(shards[min(k, n - 1)]) - 1)]
    return table[ids]
