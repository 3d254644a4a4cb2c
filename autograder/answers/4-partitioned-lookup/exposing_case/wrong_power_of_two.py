# mistake: With a power of two, masking bits gives the same as the remainder.
# message: n_shards is a power of two, for which masking bits is the same as dividing
def exposing_case():
    return np.array([13, 2, 7, 13]), 4
