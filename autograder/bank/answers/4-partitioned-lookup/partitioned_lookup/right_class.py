class Lookup:
    def __call__(self, shards, ids, strategy):
        order = [np.arange(len(shard)) for shard in shards]
        n, rows = len(shards), sum(map(len, shards))
        if np.any(ids < 0) or np.any(ids >= rows):
            raise LookupError("no such id")
        home = np.zeros((rows, 2), int)
        start = 0
        for k, own in enumerate(order):
            held = own * n + k if strategy == "mod" else own + start
            home[held] = np.stack([np.full(len(own), k), own], axis=1)
            start += len(own)
        owner, row = home[ids, 0], home[ids, 1]
        result = np.empty(ids.shape + shards[0].shape[1:])
        for k in np.unique(owner):
            result[owner == k] = shards[k][row[owner == k]]
        return result


partitioned_lookup = Lookup()
