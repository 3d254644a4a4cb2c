# mistake: tf.matmul wants matrices; the rows are vectors.
# message: tf.matmul takes matrices
def pair_cost(embeddings, a, b):
    return tf.abs(float(a // 2 == b // 2) - tf.matmul(embeddings[a], embeddings[b]))
