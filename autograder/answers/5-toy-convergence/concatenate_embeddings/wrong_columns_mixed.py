# mistake: The numbers of the rows are interleaved; the rows should follow one another.
# message: Columns are mixed
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].swapaxes(1, 2).reshape(len(ids), -1)
