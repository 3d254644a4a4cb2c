def shard_loads(ids, vocab_size, n_shards, strategy):
    if strategy == 'mod':
        return np.bincount(ids % n_shards, minlength=n_shards)
    sizes = [len(r) for r in np.array_split(range(vocab_size), n_shards)]
    edges = np.concatenate([[0], np.cumsum(sizes)])
    return np.histogram(ids, bins=edges - 0.5)[0]
