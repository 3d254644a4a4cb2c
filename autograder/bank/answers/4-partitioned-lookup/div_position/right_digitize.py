def div_position(ids, vocab_size, n_shards):
    starts = [run[0] for run in np.array_split(np.arange(vocab_size), n_shards)]
    shard = np.digitize(ids, starts) - 1
    return shard, ids - np.take(starts, shard)
