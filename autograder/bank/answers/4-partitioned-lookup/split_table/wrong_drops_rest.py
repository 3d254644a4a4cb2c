# mistake: The rows that do not divide evenly were dropped.
# message: rows were left out: the shards together hold each row once
def split_table(table, n_shards, strategy):
    if strategy not in ('mod', 'div'):
        raise ValueError(strategy)
    size = len(table) // n_shards
    if strategy == 'mod':
        return [table[k : size * n_shards : n_shards] for k in range(n_shards)]
    return [table[k * size : (k + 1) * size] for k in range(n_shards)]
