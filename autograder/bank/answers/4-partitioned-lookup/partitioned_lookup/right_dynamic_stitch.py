def partitioned_lookup(shards, ids, strategy):
    ids = tf.constant(ids)
    flat = tf.reshape(ids, [-1])
    n, rows = len(shards), sum(len(s) for s in shards)
    tf.debugging.assert_non_negative(flat)
    tf.debugging.assert_less(flat, tf.constant(rows, flat.dtype))
    if strategy == 'mod':
        owner, row = flat % n, flat // n
    else:
        short, extra = divmod(rows, n)
        owner = tf.maximum(flat // (short + 1), (flat - extra) // short)
        row = flat - owner * short - tf.minimum(owner, extra)
    places = tf.dynamic_partition(tf.range(tf.size(flat)), tf.cast(owner, tf.int32), n)
    picked = tf.dynamic_partition(row, tf.cast(owner, tf.int32), n)
    parts = [tf.gather(s, r) for s, r in zip(shards, picked)]
    result = tf.dynamic_stitch(places, parts)
    return tf.reshape(result, tuple(ids.shape) + tuple(shards[0].shape[1:]))
