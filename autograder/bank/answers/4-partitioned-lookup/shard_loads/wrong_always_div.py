# mistake: The loads are those of div whatever strategy says.
# message: or strategy is not looked at
def shard_loads(ids, vocab_size, n_shards, strategy):
    if not strategy:
        shard = ids % n_shards
    else:
        ends = np.cumsum([len(run) for run in np.array_split(np.arange(vocab_size), n_shards)])
        shard = np.searchsorted(ends, ids, side="right")
    return np.bincount(shard, minlength=n_shards)
