# mistake: Only the shard is returned; the row is missing.
# message: that is the shard alone: return a pair, (shard, row)
def div_position(ids, vocab_size, n_shards):
    short, extra = divmod(vocab_size, n_shards)
    return np.maximum(ids // (short + 1), (ids - extra) // short)
