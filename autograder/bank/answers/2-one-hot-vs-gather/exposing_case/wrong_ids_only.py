# mistake: Only the ids are returned; vocab_size is missing.
# message: return two things: the ids, and vocab_size
def exposing_case():
    return np.array([0, 4, 4, 2, 0, 4])
