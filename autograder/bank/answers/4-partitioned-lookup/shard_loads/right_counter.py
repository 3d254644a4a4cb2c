def shard_loads(ids, vocab_size, n_shards, strategy):
    short, extra = divmod(vocab_size, n_shards)
    if strategy == 'mod':
        shard = ids % n_shards
    else:
        shard = np.maximum(ids // (short + 1), (ids - extra) // short)
    count = Counter(shard.tolist())
    return np.array([count[k] for k in range(n_shards)])
