def partitioned_lookup(shards, ids, strategy):
    flat = ids.reshape(-1)
    sizes = np.array([len(s) for s in shards])
    if flat.size and not (0 <= flat.min() and flat.max() < sizes.sum()):
        raise IndexError('id outside the table')
    if strategy == 'mod':
        owner, row = flat % len(shards), flat // len(shards)
    else:
        ends = sizes.cumsum()
        owner = np.searchsorted(ends, flat, side='right')
        row = flat - (ends - sizes)[owner]
    order = np.argsort(owner, kind='stable')
    glued = np.concatenate([shards[k][row[owner == k]] for k in range(len(shards))])
    result = np.empty_like(glued)
    result[order] = glued
    return result.reshape(ids.shape + shards[0].shape[1:])
