# mistake: The rows were added up; they should stand side by side.
# message: The rows were added
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].sum(axis=1)
