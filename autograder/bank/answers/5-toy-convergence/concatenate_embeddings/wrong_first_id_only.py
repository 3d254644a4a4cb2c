# mistake: Only the first id of each item was looked up.
# message: only the row of each item's first id is here
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids[:, 0]]
