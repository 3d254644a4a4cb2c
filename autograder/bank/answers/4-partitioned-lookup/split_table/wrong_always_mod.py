# mistake: The table is cut as mod whatever strategy says.
# message: div was cut as mod is: strategy was not looked at
def split_table(table, n_shards, strategy):
    if strategy not in ('mod', 'div'):
        raise ValueError(strategy)
    return [table[k::n_shards] for k in range(n_shards)]
