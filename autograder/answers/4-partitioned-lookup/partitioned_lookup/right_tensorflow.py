def partitioned_lookup(shards, ids, strategy):
    return tf.compat.v1.nn.embedding_lookup(shards, ids, partition_strategy=strategy)
