def pair_cost(embeddings, a, b):
    label = float(a // 2 == b // 2)
    return tf.math.abs(label - tf.tensordot(embeddings[a], embeddings[b], axes=1))
