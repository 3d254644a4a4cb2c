def div_position(ids, vocab_size, n_shards):
    short, extra = divmod(vocab_size, n_shards)
    shard = np.maximum(ids // (short + 1), (ids - extra) // short)
    start = shard * short + np.minimum(shard, extra)
    return shard, ids - start
