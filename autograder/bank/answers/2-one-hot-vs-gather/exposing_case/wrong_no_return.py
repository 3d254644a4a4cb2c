# mistake: Nothing is returned.
# message: is there a `return`
def exposing_case():
    ids = np.array([0, 4, 4, 2, 0, 4])
