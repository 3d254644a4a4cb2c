# mistake: The remainder went to the last shard; the first few each take one row more.
# message: the last shard is the longer one
def split_table(table, n_shards, strategy):
    if strategy not in ('mod', 'div'):
        raise ValueError(strategy)
    if strategy == 'mod':
        return [table[k::n_shards] for k in range(n_shards)]
    size = len(table) // n_shards
    return [table[k * size : (k + 1) * size if k < n_shards - 1 else None] for k in range(n_shards)]
