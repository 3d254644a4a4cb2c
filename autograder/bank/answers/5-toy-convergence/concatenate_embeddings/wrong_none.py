# mistake: The function returns nothing.
# message: is there a `return`
def concatenate_embeddings(embeddings, ids):
    embeddings[ids].reshape(len(ids), -1)
