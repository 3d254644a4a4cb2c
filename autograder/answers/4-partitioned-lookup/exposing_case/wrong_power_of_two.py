# mistake: With a power of two, masking bits gives the same as the remainder.
# message: Alive: masks bits
def exposing_case():
    return np.array([13, 2, 7, 13]), 4
