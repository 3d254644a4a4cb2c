# mistake: Only one row comes back, however many ids there are.
# message: each id gives a row
def lookup_by_gather(ids, embedding_matrix):
    for i in ids.ravel():
        row = embedding_matrix[i]
    return row
