# message: was due
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].ravel()
