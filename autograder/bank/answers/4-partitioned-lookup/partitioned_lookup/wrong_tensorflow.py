# mistake: TensorFlow's own lookup was called; the three steps were to be written.
# message: write the three steps yourself: find each id's address
def partitioned_lookup(shards, ids, strategy):
    return tf.compat.v1.nn.embedding_lookup(shards, ids, partition_strategy=strategy)
