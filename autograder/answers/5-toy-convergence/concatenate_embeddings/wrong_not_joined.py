# message: Join the rows
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids]
