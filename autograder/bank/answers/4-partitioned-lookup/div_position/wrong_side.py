# mistake: searchsorted looked on the wrong side: the first id of a run went to the shard before.
# message: the first id of a run went to the shard before
def div_position(ids, vocab_size, n_shards):
    sizes = [len(run) for run in np.array_split(np.arange(vocab_size), n_shards)]
    ends = np.cumsum(sizes)
    shard = np.searchsorted(ends, ids)
    return shard, ids - (ends - sizes)[shard]
