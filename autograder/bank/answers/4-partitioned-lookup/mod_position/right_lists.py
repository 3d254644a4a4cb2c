def mod_position(ids, n_shards):
    def each(of, ids):
        return [each(of, i) for i in ids] if isinstance(ids, list) else of(ids)

    return each(lambda i: i % n_shards, ids.tolist()), each(lambda i: i // n_shards, ids.tolist())
