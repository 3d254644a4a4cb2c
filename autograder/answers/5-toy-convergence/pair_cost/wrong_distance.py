# mistake: This is a distance; the cost is |label - dot product|.
# message: not a distance
def pair_cost(embeddings, a, b):
    return tf.norm(embeddings[a] - embeddings[b])
