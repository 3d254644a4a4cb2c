# mistake: The right shape, but every number is 0.
# message: every number is 0
# control run
def concatenate_embeddings(embeddings, ids):
    return np.zeros_like(embeddings[ids].reshape(len(ids), -1))
