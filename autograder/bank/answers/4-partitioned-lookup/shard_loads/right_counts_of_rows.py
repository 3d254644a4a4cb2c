def shard_loads(ids, vocab_size, n_shards, strategy):
    counts = np.bincount(ids, minlength=vocab_size)
    if strategy == 'mod':
        return [counts[k::n_shards].sum() for k in range(n_shards)]
    return [run.sum() for run in np.array_split(counts, n_shards)]
