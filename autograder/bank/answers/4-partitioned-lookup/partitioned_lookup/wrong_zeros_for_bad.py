# mistake: A bad id gives zeros instead of an error.
# message: zeros hide a bad id: raise an error instead
def partitioned_lookup(shards, ids, strategy):
    flat = ids.ravel()
    rows = sum(len(shard) for shard in shards)
    good = (flat >= 0) & (flat < rows)
    flat = np.where(good, flat, 0)
    if strategy == "mod":
        owner, row = flat % len(shards), flat // len(shards)
    else:
        ends = np.cumsum([len(shard) for shard in shards])
        owner = np.searchsorted(ends, flat, side="right")
        row = flat - np.concatenate([[0], ends])[owner]
    result = np.zeros((flat.size, *shards[0].shape[1:]))
    for k, shard in enumerate(shards):
        result[owner == k] = shard[row[owner == k]]
    result[~good] = 0
    return result.reshape(*ids.shape, *shards[0].shape[1:])
