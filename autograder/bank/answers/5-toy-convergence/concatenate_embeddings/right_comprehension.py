def concatenate_embeddings(embeddings, ids):
    return np.array([np.hstack(embeddings[item]) for item in ids])
