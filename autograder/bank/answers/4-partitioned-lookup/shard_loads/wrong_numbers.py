# mistake: The lookups were spread evenly, whatever the ids.
# message: the lookups were spread evenly
# control run
def shard_loads(ids, vocab_size, n_shards, strategy):
    return np.array([len(part) for part in np.array_split(ids, n_shards)])
