# mistake: The function that judges was replaced.
# message: it was changed
def exposing_case():
    global exposed
    exposed = lambda table, pairs: list(broken_steps)
    return np.eye(6), np.array([[0, 2]])
