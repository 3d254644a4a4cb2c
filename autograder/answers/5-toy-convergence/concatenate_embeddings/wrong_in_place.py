# mistake: The table that came in was changed.
# message: which belongs to the caller
def concatenate_embeddings(embeddings, ids):
    rows = embeddings[ids].reshape(len(ids), -1)
    embeddings[ids] = 0
    return rows
