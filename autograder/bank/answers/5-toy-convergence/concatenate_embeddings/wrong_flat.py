# mistake: Everything was joined into one line.
# message: everything was joined into one line
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].ravel()
