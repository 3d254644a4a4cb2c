# mistake: Shards without a lookup are left out.
# message: a shard that serves nothing counts 0
def shard_loads(ids, vocab_size, n_shards, strategy):
    if strategy == "mod":
        shard = ids % n_shards
    else:
        ends = np.cumsum([len(run) for run in np.array_split(np.arange(vocab_size), n_shards)])
        shard = np.searchsorted(ends, ids, side="right")
    return np.unique(shard, return_counts=True)[1]
