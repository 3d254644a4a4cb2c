# mistake: The row is still the id; it counts from the shard's own start.
# message: that is still the id: a row counts from the start of its own shard
def div_position(ids, vocab_size, n_shards):
    short, extra = divmod(vocab_size, n_shards)
    return np.maximum(ids // (short + 1), (ids - extra) // short), ids
