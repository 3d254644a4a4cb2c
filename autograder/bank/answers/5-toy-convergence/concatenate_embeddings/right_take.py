def concatenate_embeddings(embeddings, ids):
    batch, k = ids.shape
    return np.take(embeddings, ids, axis=0).reshape((batch, k * embeddings.shape[1]))
