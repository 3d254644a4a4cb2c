# mistake: The function that judges was replaced.
# message: the right or the broken lookups were changed
def exposing_case():
    import checks

    checks.exposed = lambda right, broken, *case: list(broken)
    return np.eye(5), np.array([0, 1, 2])
