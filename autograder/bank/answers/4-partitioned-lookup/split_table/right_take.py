def split_table(table, n_shards, strategy):
    if strategy not in ("mod", "div"):
        raise ValueError(strategy)
    ids = np.arange(len(table))
    order = np.argsort(ids % n_shards, kind="stable") if strategy == "mod" else ids
    return np.array_split(table[order], n_shards)
