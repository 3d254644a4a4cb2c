# mistake: The function that judges was replaced.
# message: it was changed
def exposing_case():
    global exposed
    exposed = lambda ids, n_shards: list(broken_addresses)
    return np.array([0, 1, 2]), 4
