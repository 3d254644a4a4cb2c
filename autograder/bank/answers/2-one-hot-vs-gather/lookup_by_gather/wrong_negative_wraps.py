# mistake: NumPy reads -1 as the last row: check for negative ids yourself.
# message: NumPy counts a negative id from the end
def lookup_by_gather(ids, embedding_matrix):
    return embedding_matrix[ids]
