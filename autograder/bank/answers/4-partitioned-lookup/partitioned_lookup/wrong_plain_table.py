# mistake: The shards were joined and read as one plain table, whatever strategy says.
# message: Joining shards reads them as div
def partitioned_lookup(shards, ids, strategy):
    if ids.min() < 0:
        raise IndexError
    return np.concatenate(shards)[ids]
