def div_position(ids, vocab_size, n_shards):
    shard_of = np.empty(vocab_size, int)
    row_of = np.empty(vocab_size, int)
    for k, run in enumerate(np.array_split(np.arange(vocab_size), n_shards)):
        shard_of[run] = k
        row_of[run] = np.arange(len(run))
    return shard_of[ids], row_of[ids]
