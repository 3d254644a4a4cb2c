# mistake: The shards are read as div whatever strategy says.
# message: mod shards were read as div: look at strategy
def partitioned_lookup(shards, ids, strategy):
    return tf.nn.embedding_lookup(shards, ids)
