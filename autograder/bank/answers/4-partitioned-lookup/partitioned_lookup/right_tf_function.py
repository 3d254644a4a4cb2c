def partitioned_lookup(shards, ids, strategy):
    n, sizes = len(shards), [len(shard) for shard in shards]
    if np.min(ids) < 0 or np.max(ids) >= sum(sizes):
        raise ValueError("no such id")
    starts = np.cumsum([0, *sizes])

    @tf.function
    def find(flat):
        if strategy == "mod":
            owner, row = flat % n, flat // n
        else:
            owner = tf.searchsorted(tf.constant(starts, flat.dtype), flat, side="right") - 1
            row = flat - tf.gather(tf.constant(starts, flat.dtype), owner)
        owner = tf.cast(owner, tf.int32)
        rows = tf.dynamic_partition(row, owner, n)
        places = tf.dynamic_partition(tf.range(tf.size(flat)), owner, n)
        return tf.dynamic_stitch(places, [tf.gather(shard, each) for shard, each in zip(shards, rows)])

    return tf.reshape(find(tf.constant(ids.ravel())), ids.shape + shards[0].shape[1:])
