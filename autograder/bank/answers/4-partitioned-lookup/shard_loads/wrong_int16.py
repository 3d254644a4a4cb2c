# mistake: The counts overflow: they were kept in 16 bits.
# message: a count does not fit into 16 bits
def shard_loads(ids, vocab_size, n_shards, strategy):
    if strategy == "mod":
        shard = ids % n_shards
    else:
        ends = np.cumsum([len(run) for run in np.array_split(np.arange(vocab_size), n_shards)])
        shard = np.searchsorted(ends, ids, side="right")
    loads = np.zeros(n_shards, np.int16)
    np.add.at(loads, shard, np.int16(1))
    return loads
