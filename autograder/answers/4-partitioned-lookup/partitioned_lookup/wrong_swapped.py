# mistake: mod and div are swapped.
# message: the strategies are swapped
def partitioned_lookup(shards, ids, strategy):
    other = {'mod': 'div', 'div': 'mod'}[strategy]
    return tf.compat.v1.nn.embedding_lookup(shards, ids, partition_strategy=other)
