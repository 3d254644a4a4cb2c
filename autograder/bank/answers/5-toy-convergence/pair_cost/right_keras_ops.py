def pair_cost(embeddings, a, b):
    label = 1.0 if a // 2 == b // 2 else 0.0
    return tf.keras.ops.abs(label - tf.keras.ops.dot(embeddings[a], embeddings[b]))
