# mistake: The rows of one example were not joined.
# message: join the rows of each item
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids]
