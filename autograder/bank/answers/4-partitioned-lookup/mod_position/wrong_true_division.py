# mistake: The row is a fraction: use //, not /.
# message: the row is a fraction: use // (or %), not /
def mod_position(ids, n_shards):
    return ids % n_shards, ids / n_shards
