# mistake: A batch of one item lost its axis.
# message: an axis of length one was lost
def concatenate_embeddings(embeddings, ids):
    rows = [np.concatenate(embeddings[item]) for item in ids]
    return np.squeeze(rows)
