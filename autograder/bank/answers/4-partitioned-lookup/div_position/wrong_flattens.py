# mistake: The ids were flattened; both results keep their shape.
# message: the ids were flattened: both parts keep the shape of ids
def div_position(ids, vocab_size, n_shards):
    ids = ids.ravel()
    short, extra = divmod(vocab_size, n_shards)
    shard = np.maximum(ids // (short + 1), (ids - extra) // short)
    return shard, ids - shard * short - np.minimum(shard, extra)
