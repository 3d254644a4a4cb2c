# mistake: All shards were taken to be as long as the first.
# message: every run has the rounded-up size
def partitioned_lookup(shards, ids, strategy):
    flat = ids.ravel()
    rows = sum(len(shard) for shard in shards)
    if flat.min() < 0 or flat.max() >= rows:
        raise IndexError("no such id")
    if strategy == "mod":
        owner, row = flat % len(shards), flat // len(shards)
    else:
        ends = len(shards[0]) * np.arange(1, len(shards) + 1)
        owner = np.searchsorted(ends, flat, side="right")
        row = flat - np.concatenate([[0], ends])[owner]
    result = np.zeros((flat.size, *shards[0].shape[1:]))
    for k, shard in enumerate(shards):
        result[owner == k] = shard[np.minimum(row[owner == k], len(shard) - 1)]
    return result.reshape(*ids.shape, *shards[0].shape[1:])
