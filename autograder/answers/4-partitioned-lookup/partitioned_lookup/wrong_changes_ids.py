# mistake: The ids that came in were changed.
# message: which belongs to the caller
def partitioned_lookup(shards, ids, strategy):
    rows = tf.compat.v1.nn.embedding_lookup(shards, ids, partition_strategy=strategy).numpy()
    ids %= len(shards)
    return rows
