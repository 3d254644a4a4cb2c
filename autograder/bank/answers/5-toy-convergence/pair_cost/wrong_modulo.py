# mistake: The label compares a % 2 with b % 2; pairs share a // 2.
# message: a % 2 tells odd from even; two items of one pair share a // 2
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return tf.abs(float(a % 2 == b % 2) - dot)
