# mistake: The rows were averaged; they should stand side by side.
# message: That is their mean
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].mean(axis=1)
