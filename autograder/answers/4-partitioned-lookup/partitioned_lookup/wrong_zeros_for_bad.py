# mistake: A bad id gives zeros instead of an error.
# message: zeros hide a bad id: raise an error instead
def partitioned_lookup(shards, ids, strategy):
    rows = sum(map(len, shards))
    ok = (ids >= 0) & (ids < rows)
    result = tf.compat.v1.nn.embedding_lookup(shards, np.where(ok, ids, 0), partition_strategy=strategy).numpy()
    result[~ok] = 0
    return result
