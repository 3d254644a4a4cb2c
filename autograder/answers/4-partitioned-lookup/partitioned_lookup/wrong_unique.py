# mistake: Repeated ids were dropped; each gives its row again.
# message: repeated ids were dropped
def partitioned_lookup(shards, ids, strategy):
    return tf.compat.v1.nn.embedding_lookup(shards, np.unique(ids), partition_strategy=strategy)
