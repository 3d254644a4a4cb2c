# mistake: This is mod, which deals the ids out like cards; div cuts runs.
# message: that is mod, which deals the ids out like cards
def div_position(ids, vocab_size, n_shards):
    return ids % n_shards, ids // n_shards
