# mistake: This is a distance; the cost is |label - dot product|.
# message: that is a distance: the network is a dot product
def pair_cost(embeddings, a, b):
    return tf.norm(embeddings[a] - embeddings[b])
