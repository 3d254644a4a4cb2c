def div_position(ids, vocab_size, n_shards):
    """Return (shard, row) of each of ids, int of any shape, in runs over n_shards."""
    size = -(-vocab_size // n_shards)
    return ids // size, ids % size
