# mistake: Every shard was given the rounded-up size; only the first few are one longer.
# message: every run has the rounded-up size
def div_position(ids, vocab_size, n_shards):
    size = -(-vocab_size // n_shards)
    return ids // size, ids % size
