def div_position(ids, vocab_size, n_shards):
    short, extra = divmod(vocab_size, n_shards)
    border = extra * (short + 1)
    late = ids > border
    return np.where(late, extra + (ids - border) // short, ids // (short + 1)), np.where(late, (ids - border) % short, ids % (short + 1))
