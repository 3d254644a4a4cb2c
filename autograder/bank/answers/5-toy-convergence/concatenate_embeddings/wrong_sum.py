# mistake: The rows were added up; they should stand side by side.
# message: the rows were added: put them side by side
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].sum(axis=1)
