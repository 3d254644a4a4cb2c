# mistake: Repeated ids were dropped; each gives its row again.
# message: was due
def partitioned_lookup(shards, ids, strategy):
    return tf.compat.v1.nn.embedding_lookup(shards, np.unique(ids), partition_strategy=strategy)
