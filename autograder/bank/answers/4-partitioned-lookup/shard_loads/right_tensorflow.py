def shard_loads(ids, vocab_size, n_shards, strategy):
    tags = [np.full(len(run), k) for k, run in enumerate(np.array_split(np.arange(vocab_size), n_shards))]
    owner = tf.compat.v1.nn.embedding_lookup(tags, ids, partition_strategy=strategy)
    return tf.math.bincount(tf.cast(owner, tf.int32), minlength=n_shards)
