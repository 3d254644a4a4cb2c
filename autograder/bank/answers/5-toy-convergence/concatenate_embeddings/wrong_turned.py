# mistake: Rows and columns of the result are swapped.
# message: rows and columns are swapped
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].reshape(len(ids), -1).T
