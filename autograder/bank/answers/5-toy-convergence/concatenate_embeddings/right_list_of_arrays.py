def concatenate_embeddings(embeddings, ids):
    return [np.concatenate([embeddings[i] for i in item]) for item in ids]
