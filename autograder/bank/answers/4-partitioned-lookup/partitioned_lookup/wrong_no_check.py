# mistake: Ids are not checked: a negative one counts from the end of a shard.
# message: zeros hide a bad id: raise an error instead
def partitioned_lookup(shards, ids, strategy):
    flat = ids.ravel()
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
