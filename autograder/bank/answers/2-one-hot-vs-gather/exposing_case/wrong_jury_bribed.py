# mistake: The function that judges was replaced.
# message: the right or the broken bags were changed
def exposing_case():
    import checks

    checks.exposed = lambda right, broken, *case: list(broken)
    return np.array([0, 1, 2]), 3
