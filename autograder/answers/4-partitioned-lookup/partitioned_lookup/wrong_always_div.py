# mistake: The shards are read as div whatever strategy says.
# message: was due
def partitioned_lookup(shards, ids, strategy):
    return tf.nn.embedding_lookup(shards, ids)
