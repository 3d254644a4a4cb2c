# mistake: The result is made anew for each shard, so that only the last one's rows are left.
# message: only shard 2 was asked, or only its answer kept
def partitioned_lookup(shards, ids, strategy):
    flat = ids.ravel()
    rows = sum(len(shard) for shard in shards)
    if flat.min() < 0 or flat.max() >= rows:
        raise IndexError("no such id")
    if strategy == "mod":
        owner, row = flat % len(shards), flat // len(shards)
    else:
        ends = np.cumsum([len(shard) for shard in shards])
        owner = np.searchsorted(ends, flat, side="right")
        row = flat - np.concatenate([[0], ends])[owner]
    for k, shard in enumerate(shards):
        result = np.zeros((flat.size, *shards[0].shape[1:]))
        result[owner == k] = shard[row[owner == k]]
    return result.reshape(*ids.shape, *shards[0].shape[1:])
