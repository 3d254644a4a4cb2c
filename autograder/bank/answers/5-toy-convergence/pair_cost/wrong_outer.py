# mistake: The outer product is a matrix; a dot product is one number.
# message: that is a matrix of products
def pair_cost(embeddings, a, b):
    return tf.abs(float(a // 2 == b // 2) - embeddings[a][:, None] * embeddings[b][None])
