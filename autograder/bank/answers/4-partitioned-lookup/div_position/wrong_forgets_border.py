# mistake: The border was not subtracted from the ids behind it.
# message: wrong past the longer shards: subtract where they end
def div_position(ids, vocab_size, n_shards):
    short, extra = divmod(vocab_size, n_shards)
    border = extra * (short + 1)
    shard = np.where(ids < border, ids // (short + 1), ids // short)
    row = np.where(ids < border, ids % (short + 1), ids % short)
    return shard, row
