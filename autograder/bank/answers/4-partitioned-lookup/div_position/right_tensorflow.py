def div_position(ids, vocab_size, n_shards):
    short, extra = divmod(vocab_size, n_shards)
    ids = tf.constant(ids)
    border = extra * (short + 1)
    late = ids >= border
    shard = tf.where(late, extra + (ids - border) // short, ids // (short + 1))
    row = tf.where(late, (ids - border) % short, ids % (short + 1))
    return shard, row
