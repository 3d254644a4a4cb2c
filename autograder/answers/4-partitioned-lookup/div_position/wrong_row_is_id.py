# mistake: The row is still the id; it counts from the shard's own start.
# message: was due
def div_position(ids, vocab_size, n_shards):
    short, extra = divmod(vocab_size, n_shards)
    return np.maximum(ids // (short + 1), (ids - extra) // short), ids
