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
    every = [shards[k][row[owner == k]] for k in range(len(shards))]
    places = [np.nonzero(owner == k)[0] for k in range(len(shards))]
    back = np.argsort(np.concatenate(places))
    return np.concatenate(every)[back].reshape(ids.shape + shards[0].shape[1:])
