# mistake: np.split cuts only what divides evenly; np.array_split cuts any table.
# message: np.split needs rows that divide evenly
def split_table(table, n_shards, strategy):
    if strategy not in ("mod", "div"):
        raise ValueError(strategy)
    if strategy == "mod":
        return [table[k::n_shards] for k in range(n_shards)]
    return np.split(table, n_shards)
