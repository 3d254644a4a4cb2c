# mistake: The numbers of the rows are interleaved; the rows should follow one another.
# message: the columns are mixed: one whole row after the other
def concatenate_embeddings(embeddings, ids):
    return embeddings[ids].swapaxes(1, 2).reshape(len(ids), -1)
