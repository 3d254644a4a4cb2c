# mistake: The rows of an item stand below one another; they should stand side by side.
# message: one row for each item, (batch, k * d): join sideways
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].reshape(-1, embeddings.shape[1])
