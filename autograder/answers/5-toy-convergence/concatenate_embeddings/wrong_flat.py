# mistake: Everything was joined into one line.
# message: was due
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].ravel()
