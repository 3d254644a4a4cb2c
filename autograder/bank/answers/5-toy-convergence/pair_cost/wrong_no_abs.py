# mistake: The absolute value is missing.
# message: the absolute value is missing
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return float(a // 2 == b // 2) - dot
