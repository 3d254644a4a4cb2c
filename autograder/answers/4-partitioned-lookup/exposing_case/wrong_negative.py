# mistake: A negative id has no address.
# message: none may be negative
def exposing_case():
    return np.array([13, -2, 7, 13]), 5
