def div_position(ids, vocab_size, n_shards):
    address = [(k, r) for k, run in enumerate(np.array_split(np.arange(vocab_size), n_shards)) for r in range(len(run))]

    def each(ids, part):
        return [each(i, part) for i in ids] if isinstance(ids, list) else address[ids][part]

    return each(ids.tolist(), 0), each(ids.tolist(), 1)
