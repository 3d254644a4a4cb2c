# mistake: The shards after the longer ones were counted from 0 again.
# message: the number of a shard goes on counting from there
def div_position(ids, vocab_size, n_shards):
    short, extra = divmod(vocab_size, n_shards)
    border = extra * (short + 1)
    shard = np.where(ids < border, ids // (short + 1), (ids - border) // short)
    row = np.where(ids < border, ids % (short + 1), (ids - border) % short)
    return shard, row
