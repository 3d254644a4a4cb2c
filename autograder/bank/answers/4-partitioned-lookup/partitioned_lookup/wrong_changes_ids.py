# mistake: The ids that came in were changed.
# message: which belongs to the caller
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
    result = np.zeros((flat.size, *shards[0].shape[1:]))
    for k, shard in enumerate(shards):
        result[owner == k] = shard[row[owner == k]]
    result = result.reshape(*ids.shape, *shards[0].shape[1:])
    ids %= len(shards)
    return result
