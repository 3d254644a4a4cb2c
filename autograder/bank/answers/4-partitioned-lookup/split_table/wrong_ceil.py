# mistake: Every div shard got the rounded-up size; only the first few are one longer.
# message: every run has the rounded-up size
def split_table(table, n_shards, strategy):
    if strategy not in ('mod', 'div'):
        raise ValueError(strategy)
    if strategy == 'mod':
        return [table[k::n_shards] for k in range(n_shards)]
    size = -(-len(table) // n_shards)
    return [table[k * size : (k + 1) * size] for k in range(n_shards)]
