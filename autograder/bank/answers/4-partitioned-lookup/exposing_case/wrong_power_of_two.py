# mistake: With a power of two, masking bits gives the same as the remainder.
# message: n_shards is a power of two, for which C divides as it should
def exposing_case():
    return np.array([13, 2, 7, 13]), 4
