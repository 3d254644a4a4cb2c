# mistake: Repeated ids were dropped.
# message: rows are missing: repeated ids count, too
def concatenate_embeddings(embeddings, ids):
    return np.array([embeddings[np.unique(item)].ravel() for item in ids[:1]])
