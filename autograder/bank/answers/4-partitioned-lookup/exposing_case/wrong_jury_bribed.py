# mistake: The function that judges was replaced.
# message: the right or the broken lookups were changed
def exposing_case():
    checks.exposed = lambda right, broken, *case: list(broken)
    return np.array([0, 1, 2]), 4
