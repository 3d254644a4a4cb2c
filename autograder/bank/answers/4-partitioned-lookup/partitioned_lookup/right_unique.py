def partitioned_lookup(shards, ids, strategy):
    n, size = len(shards), sum(map(len, shards))
    distinct, back = np.unique(ids, return_inverse=True)
    if distinct[0] < 0 or distinct[-1] >= size:
        raise KeyError("no such id")
    if strategy == "mod":
        wanted = [distinct[distinct % n == k] // n for k in range(n)]
        order = np.argsort(distinct % n, kind="stable")
    else:
        starts = np.cumsum([0, *map(len, shards)])
        wanted = [distinct[(distinct >= a) & (distinct < b)] - a for a, b in zip(starts, starts[1:])]
        order = np.arange(len(distinct))
    rows = np.empty((len(distinct),) + shards[0].shape[1:])
    rows[order] = np.concatenate([shard[want] for shard, want in zip(shards, wanted)])
    return rows[back.reshape(ids.shape)]
