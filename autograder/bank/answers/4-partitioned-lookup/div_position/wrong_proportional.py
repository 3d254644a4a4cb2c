# mistake: The cuts were placed in proportion, which puts the longer shards elsewhere.
# message: the cuts lie in proportion
def div_position(ids, vocab_size, n_shards):
    shard = ids * n_shards // vocab_size
    start = -(-shard * vocab_size // n_shards)
    return shard, ids - start
