def mod_position(ids, n_shards):
    return tuple(np.vectorize(lambda i: divmod(i, n_shards)[::-1], otypes=[int, int])(ids))
