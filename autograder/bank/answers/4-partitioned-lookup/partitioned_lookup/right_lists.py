def partitioned_lookup(shards, ids, strategy):
    total = sum(len(s) for s in shards)
    places = {k: [] for k in range(len(shards))}
    rows = {k: [] for k in range(len(shards))}
    starts = [sum(len(s) for s in shards[:k]) for k in range(len(shards))]
    for place, i in enumerate(ids.ravel().tolist()):
        if i < 0 or i >= total:
            raise IndexError(i)
        if strategy == 'mod':
            k, r = i % len(shards), i // len(shards)
        else:
            k = max(j for j in range(len(shards)) if starts[j] <= i)
            r = i - starts[k]
        places[k].append(place)
        rows[k].append(r)
    out = [None] * ids.size
    for k, shard in enumerate(shards):
        if rows[k]:
            for place, value in zip(places[k], np.asarray(shard)[rows[k]]):
                out[place] = value
    return np.array(out).reshape(ids.shape + shards[0].shape[1:])
