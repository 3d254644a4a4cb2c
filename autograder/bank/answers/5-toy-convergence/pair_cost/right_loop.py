def pair_cost(embeddings, a, b):
    dot = 0.0
    for k in range(embeddings.shape[1]):
        dot = dot + embeddings[a, k] * embeddings[b, k]
    return tf.maximum(dot - int(a // 2 == b // 2), int(a // 2 == b // 2) - dot)
