# mistake: Every number is NaN.
# message: every number is NaN
def partitioned_lookup(shards, ids, strategy):
    rows = tf.compat.v1.nn.embedding_lookup(shards, ids, partition_strategy=strategy).numpy()
    return rows * np.nan
