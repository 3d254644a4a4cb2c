# mistake: The right shape, but every number is 0.
# message: every number is 0: were the rows put into the result?
# control run
def partitioned_lookup(shards, ids, strategy):
    rows = tf.compat.v1.nn.embedding_lookup(shards, ids, partition_strategy=strategy).numpy()
    return np.zeros_like(rows)
