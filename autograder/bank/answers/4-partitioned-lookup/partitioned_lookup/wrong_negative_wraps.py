# mistake: A negative id counts from the end in NumPy: refuse it yourself.
# message: a negative id counts from the end in NumPy
def partitioned_lookup(shards, ids, strategy):
    table = np.empty((sum(map(len, shards)),) + shards[0].shape[1:])
    if strategy == 'mod':
        for k, s in enumerate(shards):
            table[k :: len(shards)] = s
    else:
        table = np.concatenate(shards)
    return table[ids]
