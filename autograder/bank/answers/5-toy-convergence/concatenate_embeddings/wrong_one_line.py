# mistake: The examples of the batch were joined too.
# message: the batch was joined too
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].reshape(1, -1)
