# mistake: The table that came in was changed.
# message: work on a copy of embeddings
def concatenate_embeddings(embeddings, ids):
    rows = embeddings[ids].reshape(len(ids), -1)
    embeddings[ids] = 0
    return rows
