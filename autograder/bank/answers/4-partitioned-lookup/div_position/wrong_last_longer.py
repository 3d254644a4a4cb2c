# mistake: The last shards are the longer ones; the first should be.
# message: the last shard is the longer one
def div_position(ids, vocab_size, n_shards):
    short, extra = divmod(vocab_size, n_shards)
    few = n_shards - extra
    border = few * short
    shard = np.where(ids < border, ids // short, few + (ids - border) // (short + 1))
    row = np.where(ids < border, ids % short, (ids - border) % (short + 1))
    return shard, row
