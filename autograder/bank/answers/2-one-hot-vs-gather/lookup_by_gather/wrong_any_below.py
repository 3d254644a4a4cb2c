# mistake: ids.any() < 0 asks nothing: negative ids wrap round.
# message: NumPy counts a negative id from the end
def lookup_by_gather(ids, embedding_matrix):
    if ids.any() < 0:
        raise ValueError("negative id")
    return embedding_matrix[ids]
