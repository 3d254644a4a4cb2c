# mistake: The last shard was taken to be the longer one.
# message: the last shard is the longer one
def shard_loads(ids, vocab_size, n_shards, strategy):
    if strategy == "mod":
        shard = ids % n_shards
    else:
        ends = np.append(np.arange(1, n_shards) * (vocab_size // n_shards), vocab_size)
        shard = np.searchsorted(ends, ids, side="right")
    return np.bincount(shard, minlength=n_shards)
