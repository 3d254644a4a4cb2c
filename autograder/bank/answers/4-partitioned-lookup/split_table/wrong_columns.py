# mistake: The columns were cut, not the rows.
# message: the columns were cut: a shard holds whole rows (axis 0)
def split_table(table, n_shards, strategy):
    if strategy not in ('mod', 'div'):
        raise ValueError(strategy)
    return np.array_split(table, n_shards, axis=-1)
