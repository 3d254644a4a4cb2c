# mistake: Masking bits is the remainder only for a power of two.
# message: masking bits is the remainder for powers of two only
def mod_position(ids, n_shards):
    return ids & (n_shards - 1), ids // n_shards
