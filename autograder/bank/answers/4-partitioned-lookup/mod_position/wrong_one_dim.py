# mistake: Only ids in one row were thought of: nested ones end in an error.
# message: one number was wanted where an array stands
def mod_position(ids, n_shards):
    shard = np.zeros(len(ids), int)
    row = np.zeros(len(ids), int)
    for place in range(len(ids)):
        shard[place] = ids[place] % n_shards
        row[place] = ids[place] // n_shards
    return shard, row
