# mistake: The right shapes, but every number is 0.
# message: every shard is 0
# control run
def div_position(ids, vocab_size, n_shards):
    return np.zeros_like(ids), np.zeros_like(ids)
