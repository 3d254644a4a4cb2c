# mistake: The cost is half of what it should be.
# message: that is half of the cost
# control run
def pair_cost(embeddings, a, b):
    cost = tf.abs(float(a // 2 == b // 2) - tf.reduce_sum(embeddings[a] * embeddings[b]))
    return cost / 2
