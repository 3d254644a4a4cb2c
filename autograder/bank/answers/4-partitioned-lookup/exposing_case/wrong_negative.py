# mistake: A negative id has no address.
# message: a negative id has no address
def exposing_case():
    return np.array([13, -2, 7, 13]), 5
