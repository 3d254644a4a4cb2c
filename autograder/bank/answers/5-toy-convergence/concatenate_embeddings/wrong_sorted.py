# mistake: The ids were sorted before the lookup.
# message: the ids were sorted: keep their order
def concatenate_embeddings(embeddings, ids):
    return embeddings[np.sort(ids, axis=1)].reshape(len(ids), -1)
