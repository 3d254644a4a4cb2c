# mistake: The labels 1 and 0 are swapped.
# message: the labels are the wrong way round
def pair_cost(embeddings, a, b):
    dot = tf.reduce_sum(embeddings[a] * embeddings[b])
    return tf.abs(float(a // 2 != b // 2) - dot)
