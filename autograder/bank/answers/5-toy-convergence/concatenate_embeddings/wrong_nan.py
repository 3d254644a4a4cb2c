# mistake: Every number is NaN.
# message: every number is NaN
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].reshape(len(ids), -1) * np.nan
