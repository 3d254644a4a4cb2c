# mistake: The ids that came in were changed.
# message: which belongs to the caller
def shard_loads(ids, vocab_size, n_shards, strategy):
    short, extra = divmod(vocab_size, n_shards)
    div = np.maximum(ids // (short + 1), (ids - extra) // short)
    owners = ids % n_shards if strategy == "mod" else div
    ids[:] = owners
    return np.bincount(ids, minlength=n_shards)
