# mistake: The rows were added up; a dot product multiplies them first.
# message: the rows were added up, not multiplied
def pair_cost(embeddings, a, b):
    return tf.abs(float(a // 2 == b // 2) - tf.reduce_sum(embeddings[a] + embeddings[b]))
