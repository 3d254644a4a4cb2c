# mistake: Only the rows of the last shard asked are returned.
# message: rows are missing: each id gives one, a repeated id again
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
        result = shard[row[owner == k]]
    return result
