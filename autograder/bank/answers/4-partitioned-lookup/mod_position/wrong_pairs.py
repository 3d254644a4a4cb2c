# mistake: One pair for each id was returned; an array of shards and one of rows were asked for.
# message: return one array of shards and one of rows, not a pair for each id
def mod_position(ids, n_shards):
    return [(i % n_shards, i // n_shards) for i in ids]
