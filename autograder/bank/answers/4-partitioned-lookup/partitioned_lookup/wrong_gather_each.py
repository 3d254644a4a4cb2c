# mistake: Every id is gathered on its own.
# message: the rows are fetched one at a time
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
    return tf.reshape(tf.stack([tf.gather(shards[k], r) for k, r in zip(owner, row)]), (*ids.shape, *shards[0].shape[1:]))
