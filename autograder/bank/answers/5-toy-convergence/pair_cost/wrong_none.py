# mistake: The function returns nothing.
# message: is there a `return`
def pair_cost(embeddings, a, b):
    tf.abs(float(a // 2 == b // 2) - tf.reduce_sum(embeddings[a] * embeddings[b]))
