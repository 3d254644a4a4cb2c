def shard_loads(ids, vocab_size, n_shards, strategy):
    loads = [0] * n_shards
    short, extra = divmod(vocab_size, n_shards)
    for i in ids:
        if strategy == 'mod':
            loads[i % n_shards] += 1
        elif i < extra * (short + 1):
            loads[i // (short + 1)] += 1
        else:
            loads[extra + (i - extra * (short + 1)) // short] += 1
    return loads
