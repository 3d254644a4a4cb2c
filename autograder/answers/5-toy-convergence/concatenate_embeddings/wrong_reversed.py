# mistake: The rows stand in reversed order.
# message: comes first
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids[:, ::-1]].reshape(len(ids), -1)
