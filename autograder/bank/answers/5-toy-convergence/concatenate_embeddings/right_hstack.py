def concatenate_embeddings(embeddings, ids):
    return np.hstack([embeddings[ids[:, k]] for k in range(ids.shape[1])])
