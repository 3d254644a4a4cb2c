# mistake: These are columns of the table, not rows.
# message: these are columns: ids pick rows
def concatenate_embeddings(embeddings, ids):
    return embeddings.T[ids % embeddings.shape[1]].reshape(len(ids), -1)
