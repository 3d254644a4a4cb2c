# mistake: The ids were flattened; the result keeps their shape.
# message: the ids were flattened: the result keeps their shape, ids.shape + the shape of a row
def partitioned_lookup(shards, ids, strategy):
    return tf.compat.v1.nn.embedding_lookup(shards, ids.ravel(), partition_strategy=strategy)
