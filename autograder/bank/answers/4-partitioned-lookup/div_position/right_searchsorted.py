def div_position(ids, vocab_size, n_shards):
    sizes = np.full(n_shards, vocab_size // n_shards)
    sizes[: vocab_size % n_shards] += 1
    ends = np.cumsum(sizes)
    shard = np.searchsorted(ends, ids, side='right')
    return shard, ids - (ends - sizes)[shard]
