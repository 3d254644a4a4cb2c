# mistake: The shards are read as div whatever strategy says.
# message: mod shards were read as div: strategy was not looked at
def partitioned_lookup(shards, ids, strategy):
    flat = ids.ravel()
    rows = sum(len(shard) for shard in shards)
    if flat.min() < 0 or flat.max() >= rows:
        raise IndexError("no such id")
    ends = np.cumsum([len(shard) for shard in shards])
    owner = np.searchsorted(ends, flat, side="right")
    row = np.minimum(flat - np.concatenate([[0], ends])[owner], [len(shards[k]) - 1 for k in owner])
    result = np.zeros((flat.size, *shards[0].shape[1:]))
    for k, shard in enumerate(shards):
        result[owner == k] = shard[row[owner == k]]
    return result.reshape(*ids.shape, *shards[0].shape[1:])
