def pair_cost(embeddings, a, b):
    rows = tf.gather(embeddings, [a, b])
    dot = tf.reduce_sum(tf.reduce_prod(rows, axis=0))
    if a // 2 == b // 2:
        return tf.abs(1 - dot)
    return tf.abs(dot)
