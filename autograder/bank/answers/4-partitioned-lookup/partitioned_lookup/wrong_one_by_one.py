# mistake: The rows were fetched one id at a time; index each shard once.
# message: the rows are fetched one at a time
def partitioned_lookup(shards, ids, strategy):
    starts = np.cumsum([0] + [len(s) for s in shards])
    rows = []
    for i in ids.ravel().tolist():
        if i < 0 or i >= starts[-1]:
            raise IndexError(i)
        if strategy == 'mod':
            rows.append(shards[i % len(shards)][i // len(shards)])
        else:
            k = int(np.searchsorted(starts, i, side='right')) - 1
            rows.append(shards[k][i - starts[k]])
    return np.array(rows).reshape(ids.shape + shards[0].shape[1:])
