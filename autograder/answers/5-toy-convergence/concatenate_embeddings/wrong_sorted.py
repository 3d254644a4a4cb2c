# mistake: The ids were sorted before the lookup.
# message: was due
def concatenate_embeddings(embeddings, ids):
    return embeddings[np.sort(ids, axis=1)].reshape(len(ids), -1)
