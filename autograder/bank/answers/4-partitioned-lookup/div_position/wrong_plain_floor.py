# mistake: Every run was cut to the rounded-down size.
# message: every run has the rounded-down size
def div_position(ids, vocab_size, n_shards):
    size = vocab_size // n_shards
    return ids // size, ids % size
