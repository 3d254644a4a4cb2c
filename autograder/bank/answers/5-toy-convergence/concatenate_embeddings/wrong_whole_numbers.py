# mistake: The result was made for whole numbers, so that fractions were lost.
# message: the numbers were rounded on the way
def concatenate_embeddings(embeddings, ids):
    result = np.zeros((len(ids), ids.shape[1] * embeddings.shape[1]), int)
    result[:] = embeddings[ids].reshape(len(ids), -1)
    return result
