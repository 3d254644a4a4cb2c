# mistake: TensorFlow's own lookup was called on shards that were put together anew.
# message: write the three steps yourself: find each id's address
def partitioned_lookup(shards, ids, strategy):
    if strategy == "div":
        return tf.nn.embedding_lookup(list(shards), ids)
    return lookup_v1(list(shards), ids, partition_strategy="mod")
