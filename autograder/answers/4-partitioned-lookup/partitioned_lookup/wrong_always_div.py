# message: was due
def partitioned_lookup(shards, ids, strategy):
    return tf.nn.embedding_lookup(shards, ids)
