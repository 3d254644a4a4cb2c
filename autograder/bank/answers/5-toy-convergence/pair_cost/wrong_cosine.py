# mistake: The rows were scaled to length 1, which makes the dot product the cosine of the angle.
# message: that takes the angle's cosine
def pair_cost(embeddings, a, b):
    x, y = tf.linalg.normalize(embeddings[a])[0], tf.linalg.normalize(embeddings[b])[0]
    return tf.abs(float(a // 2 == b // 2) - tf.reduce_sum(x * y))
