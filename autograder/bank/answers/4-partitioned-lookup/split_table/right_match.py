def split_table(table, n_shards, strategy):
    match strategy:
        case 'mod':
            return [np.take(table, range(k, len(table), n_shards), axis=0) for k in range(n_shards)]
        case 'div':
            return np.array_split(table, n_shards)
        case other:
            raise ValueError(other)
