# mistake: float() turns the tensor into a plain number, which no gradient can follow.
# message: float(), .numpy(), NumPy's functions and rounding end the trail
def pair_cost(embeddings, a, b):
    return float(tf.abs(float(a // 2 == b // 2) - tf.reduce_sum(embeddings[a] * embeddings[b])))
