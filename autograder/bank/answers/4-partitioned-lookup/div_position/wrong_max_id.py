# mistake: The largest id was taken for the size of the table.
# message: the table has vocab_size rows, not max(ids) + 1
def div_position(ids, vocab_size, n_shards):
    sizes = [len(run) for run in np.array_split(np.arange(ids.max() + 1), n_shards)]
    ends = np.cumsum(sizes)
    shard = np.searchsorted(ends, ids, side="right")
    return shard, ids - (ends - sizes)[shard]
