# mistake: These are columns of the table, not rows.
# message: was due
def concatenate_embeddings(embeddings, ids):
    return embeddings.T[ids % embeddings.shape[1]].reshape(len(ids), -1)
