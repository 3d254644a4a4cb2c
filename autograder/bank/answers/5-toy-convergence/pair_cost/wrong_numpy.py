# mistake: The rows go through NumPy, where no gradient can follow them.
# message: float(), .numpy(), NumPy's functions and rounding end the trail
def pair_cost(embeddings, a, b):
    table = embeddings.numpy()
    return tf.constant(abs(float(a // 2 == b // 2) - table[a] @ table[b]))
