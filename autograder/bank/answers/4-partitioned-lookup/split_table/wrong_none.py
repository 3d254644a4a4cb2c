# mistake: The function returns nothing.
# message: is there a `return`
def split_table(table, n_shards, strategy):
    if strategy not in ('mod', 'div'):
        raise ValueError(strategy)
    shards = np.array_split(table, n_shards)
