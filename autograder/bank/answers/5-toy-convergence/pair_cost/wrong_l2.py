# mistake: The error was squared; the cost is its absolute value.
# message: that is L2, the error squared
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return (float(a // 2 == b // 2) - dot) ** 2
