# mistake: The ids were cut into runs, not the table.
# message: the ids were cut, not the table
def div_position(ids, vocab_size, n_shards):
    parts = np.array_split(ids.ravel(), n_shards)
    shard = np.concatenate([np.full(len(part), k) for k, part in enumerate(parts)])
    row = np.concatenate([np.arange(len(part)) for part in parts])
    return shard.reshape(ids.shape), row.reshape(ids.shape)
