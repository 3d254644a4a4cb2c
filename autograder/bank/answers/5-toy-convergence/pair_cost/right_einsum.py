def pair_cost(embeddings, a, b):
    return abs(float(a // 2 == b // 2) - tf.einsum('i,i->', embeddings[a], embeddings[b]))
