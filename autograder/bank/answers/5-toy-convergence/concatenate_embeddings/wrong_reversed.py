# mistake: The rows stand in reversed order.
# message: the row of the first id comes first
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids[:, ::-1]].reshape(len(ids), -1)
