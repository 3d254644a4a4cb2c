# mistake: The error was returned, not raised.
# message: an error is raised, not returned
def split_table(table, n_shards, strategy):
    if strategy == "mod":
        return [table[k::n_shards] for k in range(n_shards)]
    if strategy == "div":
        return np.array_split(table, n_shards)
    return ValueError("no such strategy")
