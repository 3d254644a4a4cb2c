# mistake: This works for rows of rank 1 only.
# message: rows may have any rank: the shape of a row is a shard's without its first axis
def partitioned_lookup(shards, ids, strategy):
    rows = tf.compat.v1.nn.embedding_lookup(shards, ids, partition_strategy=strategy).numpy()
    return rows.reshape(ids.shape + (shards[0].shape[1],))
