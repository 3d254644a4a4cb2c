# mistake: Repeated ids were dropped; each gives its row again.
# message: repeated ids were dropped
def partitioned_lookup(shards, ids, strategy):
    flat = np.unique(ids)
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
    return result
