def mod_position(ids, n_shards):
    return (ids % n_shards).astype(np.uint8), tf.constant(ids // n_shards, tf.int64)
