# mistake: This works for two ids an example only.
# message: only the first two ids of each item were looked up
def concatenate_embeddings(embeddings, ids):
    return np.concatenate([embeddings[ids[:, 0]], embeddings[ids[:, 1]]], axis=1)
