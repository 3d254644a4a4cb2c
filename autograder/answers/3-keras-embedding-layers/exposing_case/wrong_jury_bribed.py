# mistake: The function that judges was replaced.
# message: it was changed
def exposing_case():
    global exposed
    exposed = lambda table, ids: list(broken_flats)
    return np.outer(np.arange(5.0), [1, 2]), np.array([[3]])
