# mistake: The table is cut as div whatever strategy says.
# message: mod was cut as div is: strategy was not looked at
def split_table(table, n_shards, strategy):
    if strategy not in ("mod", "div"):
        raise ValueError(strategy)
    return np.array_split(table, n_shards)
