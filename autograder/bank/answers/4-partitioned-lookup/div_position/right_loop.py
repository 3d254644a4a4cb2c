def div_position(ids, vocab_size, n_shards):
    short, extra = vocab_size // n_shards, vocab_size % n_shards
    shards, rows = np.zeros(ids.shape, int), np.zeros(ids.shape, int)
    for place in np.ndindex(*ids.shape):
        left = int(ids[place])
        k = 0
        while left >= short + (1 if k < extra else 0):
            left -= short + (1 if k < extra else 0)
            k += 1
        shards[place], rows[place] = k, left
    return shards, rows
