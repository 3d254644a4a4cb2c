# mistake: The largest id was taken for the size of the table.
# message: the table has vocab_size rows, not max(ids) + 1
def shard_loads(ids, vocab_size, n_shards, strategy):
    if strategy == "mod":
        shard = ids % n_shards
    else:
        ends = np.cumsum([len(run) for run in np.array_split(np.arange(ids.max() + 1), n_shards)])
        shard = np.searchsorted(ends, ids, side="right")
    return np.bincount(shard, minlength=n_shards)
