# mistake: The broken versions were replaced.
# message: the broken versions were changed
def exposing_case():
    for name in broken_flats:
        broken_flats[name] = lambda table, ids: None
    return np.outer(np.arange(5.0), [1, 2]), np.array([[3]])
