# mistake: The width is that of one example; it is k * d for any k and d.
# message: the number of entries does not fit that shape
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].reshape(len(ids), 4)
