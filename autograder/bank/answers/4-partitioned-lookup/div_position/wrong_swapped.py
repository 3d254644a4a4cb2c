# mistake: Shard and row are swapped.
# message: the shard comes first
def div_position(ids, vocab_size, n_shards):
    size = -(-vocab_size // n_shards)
    short, extra = divmod(vocab_size, n_shards)
    shard = np.maximum(ids // (short + 1), (ids - extra) // short)
    return ids - shard * short - np.minimum(shard, extra), shard
