# mistake: The products were not added up.
# message: a scalar was due
def pair_cost(embeddings, a, b):
    return tf.abs(float(a // 2 == b // 2) - embeddings[a] * embeddings[b])
