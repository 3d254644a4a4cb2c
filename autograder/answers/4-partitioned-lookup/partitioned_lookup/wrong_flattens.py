# mistake: The ids were flattened; the result keeps their shape.
# message: Nested ids keep their shape
def partitioned_lookup(shards, ids, strategy):
    return tf.compat.v1.nn.embedding_lookup(shards, ids.ravel(), partition_strategy=strategy)
