# mistake: TensorFlow's own lookup was called inside a tf.function.
# message: write the three steps yourself: find each id's address
def partitioned_lookup(shards, ids, strategy):
    @tf.function
    def find(ids):
        from tensorflow.nn import embedding_lookup

        if strategy == "div":
            return embedding_lookup(list(shards), ids)
        return tf.compat.v1.nn.embedding_lookup(list(shards), ids, "mod")

    return find(tf.constant(ids)).numpy()
