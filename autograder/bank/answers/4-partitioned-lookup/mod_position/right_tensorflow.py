def mod_position(ids, n_shards):
    ids = tf.constant(ids)
    return tf.math.floormod(ids, n_shards), ids // n_shards
