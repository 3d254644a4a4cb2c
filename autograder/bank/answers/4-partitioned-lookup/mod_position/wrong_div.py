# mistake: This is div, which cuts runs; mod deals the ids out like cards.
# message: that is div, which cuts into runs
def mod_position(ids, n_shards):
    size = -(-(ids.max() + 1) // n_shards)
    return ids // size, ids % size
