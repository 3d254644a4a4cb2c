# mistake: The label was 1 for items whose ids differ by one; it is 1 inside a pair.
# message: not every two neighbours are a pair
def pair_cost(embeddings, a, b):
    label = 1.0 if abs(a - b) == 1 else 0.0
    return tf.abs(label - tf.reduce_sum(embeddings[a] * embeddings[b]))
