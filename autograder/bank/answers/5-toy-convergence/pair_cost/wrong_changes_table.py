# mistake: The table that came in was changed.
# message: a cost only looks: it is the next exercise that changes the table
def pair_cost(embeddings, a, b):
    cost = tf.abs(float(a // 2 == b // 2) - tf.reduce_sum(embeddings[a] * embeddings[b]))
    embeddings[a].assign(0 * embeddings[a])
    return cost
