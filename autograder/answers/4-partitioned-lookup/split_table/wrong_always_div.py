# mistake: The table is cut as div whatever strategy says.
# message: that is how div cuts: look at strategy
def split_table(table, n_shards, strategy):
    if strategy not in ("mod", "div"):
        raise ValueError(strategy)
    return np.array_split(table, n_shards)
