# mistake: A bad id is moved to the nearest good one.
# message: a bad id was moved to the nearest good one
def partitioned_lookup(shards, ids, strategy):
    flat = np.clip(ids.ravel(), 0, sum(len(shard) for shard in shards) - 1)
    if strategy == "mod":
        owner, row = flat % len(shards), flat // len(shards)
    else:
        ends = np.cumsum([len(shard) for shard in shards])
        owner = np.searchsorted(ends, flat, side="right")
        row = flat - np.concatenate([[0], ends])[owner]
    result = np.zeros((flat.size, *shards[0].shape[1:]))
    for k, shard in enumerate(shards):
        result[owner == k] = shard[row[owner == k]]
    return result.reshape(*ids.shape, *shards[0].shape[1:])
