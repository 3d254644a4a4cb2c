# mistake: The rows were turned round before the cut.
# message: the table was turned round before it was cut
def split_table(table, n_shards, strategy):
    if strategy not in ('mod', 'div'):
        raise ValueError(strategy)
    if strategy == 'mod':
        return [table[k::n_shards] for k in range(n_shards)]
    return np.array_split(table[::-1], n_shards)
