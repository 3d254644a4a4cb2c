# mistake: The broken lookups were replaced.
# message: the right or the broken lookups were changed
def exposing_case():
    for name in broken_lookups:
        broken_lookups[name] = lambda table, ids: None
    return np.eye(5), np.array([0, 1, 2])
