# mistake: Every number is NaN.
# message: nan, due
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].reshape(len(ids), -1) * np.nan
