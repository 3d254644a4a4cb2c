def split_table(table, n_shards, strategy):
    if strategy == 'mod':
        return [tf.constant(table[k::n_shards]) for k in range(n_shards)]
    elif strategy == 'div':
        return [tf.constant(run) for run in np.array_split(table, n_shards)]
    else:
        raise ValueError('unknown strategy ' + strategy)
