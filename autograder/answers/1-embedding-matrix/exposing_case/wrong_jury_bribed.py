# mistake: The function that judges was replaced.
# message: was changed
def exposing_case():
    global exposed
    exposed = lambda table, ids: list(broken_lookups)
    return np.eye(5), np.array([0, 1, 2])
