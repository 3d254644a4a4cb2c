def shard_loads(ids, vocab_size, n_shards, strategy):
    """Return the number of lookups of ids, int (n,), that each of n_shards serves."""
    loads = [0] * n_shards
    waiting = list(ids)
    while waiting:
        loads[waiting[0] % n_shards] += 1
    return loads
