# mistake: The ids were taken to count from 1.
# message: ids count from 0, not from 1
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids - 1].reshape(len(ids), -1)
