# mistake: Every number is NaN.
# message: nan, due
def partitioned_lookup(shards, ids, strategy):
    rows = tf.compat.v1.nn.embedding_lookup(shards, ids, partition_strategy=strategy).numpy()
    return rows * np.nan
