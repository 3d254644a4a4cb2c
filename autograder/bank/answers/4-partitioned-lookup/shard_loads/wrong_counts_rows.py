# mistake: The rows of a shard were counted, not its lookups.
# message: the rows were counted: count the shards
def shard_loads(ids, vocab_size, n_shards, strategy):
    if strategy == "mod":
        shard = ids // n_shards
    else:
        ends = np.cumsum([len(run) for run in np.array_split(np.arange(vocab_size), n_shards)])
        shard = np.searchsorted(ends, ids, side="right")
    return np.bincount(shard, minlength=n_shards)
