# mistake: The first id of a run was counted for the shard before.
# message: the first id of a run was counted for the shard before
def shard_loads(ids, vocab_size, n_shards, strategy):
    if strategy == "mod":
        shard = ids % n_shards
    else:
        ends = np.cumsum([len(run) for run in np.array_split(np.arange(vocab_size), n_shards)])
        shard = np.searchsorted(ends, ids)
    return np.bincount(shard, minlength=n_shards)
