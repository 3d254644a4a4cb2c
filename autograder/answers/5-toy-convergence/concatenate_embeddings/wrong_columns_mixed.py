# message: Columns are mixed
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].swapaxes(1, 2).reshape(len(ids), -1)
