def div_position(ids, vocab_size, n_shards):
    runs = np.array_split(range(vocab_size), n_shards)
    shard = np.repeat(np.arange(n_shards), [len(run) for run in runs])
    row = np.concatenate([np.arange(len(run)) for run in runs])
    return shard[ids], row[ids]
