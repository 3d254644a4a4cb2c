def split_table(table, n_shards, strategy):
    short, extra = divmod(len(table), n_shards)
    if strategy == 'div':
        return tf.split(table, [short + 1] * extra + [short] * (n_shards - extra))
    if strategy == 'mod':
        return [table[k::n_shards].copy() for k in range(n_shards)]
    raise ValueError('strategy')
