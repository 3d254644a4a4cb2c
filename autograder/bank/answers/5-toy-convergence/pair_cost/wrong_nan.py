# mistake: Every number is NaN.
# message: every number is NaN
def pair_cost(embeddings, a, b):
    cost = tf.abs(float(a // 2 == b // 2) - tf.reduce_sum(embeddings[a] * embeddings[b]))
    return cost * float("nan")
