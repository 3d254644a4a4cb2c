# mistake: The products were not added up.
# message: the products of the columns were not added up
def pair_cost(embeddings, a, b):
    return tf.abs(float(a // 2 == b // 2) - embeddings[a] * embeddings[b])
