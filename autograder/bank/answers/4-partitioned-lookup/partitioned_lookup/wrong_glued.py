# mistake: The rows came back shard by shard and were not put in the asked order.
# message: the answers stand shard by shard
def partitioned_lookup(shards, ids, strategy):
    flat = ids.ravel()
    rows = sum(len(s) for s in shards)
    if flat.min() < 0 or flat.max() >= rows:
        raise IndexError
    if strategy == 'mod':
        owner, row = flat % len(shards), flat // len(shards)
    else:
        ends = np.cumsum([len(s) for s in shards])
        owner = np.searchsorted(ends, flat, side='right')
        row = flat - np.concatenate([[0], ends])[owner]
    glued = np.concatenate([shards[k][row[owner == k]] for k in range(len(shards))])
    return glued.reshape(ids.shape + shards[0].shape[1:])
