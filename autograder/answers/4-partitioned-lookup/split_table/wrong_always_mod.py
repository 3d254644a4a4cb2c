# mistake: The table is cut as mod whatever strategy says.
# message: that is how mod cuts: look at strategy
def split_table(table, n_shards, strategy):
    if strategy not in ('mod', 'div'):
        raise ValueError(strategy)
    return [table[k::n_shards] for k in range(n_shards)]
