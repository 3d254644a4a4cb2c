# mistake: The rows were averaged; they should stand side by side.
# message: that is the mean of the rows
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].mean(axis=1)
