# mistake: The row is a fraction: use //, not /.
# message: was due
def mod_position(ids, n_shards):
    return ids % n_shards, ids / n_shards
