# mistake: The function that judges was replaced.
# message: it was changed
def exposing_case():
    global exposed
    exposed = lambda ids, vocab_size: list(broken_bags)
    return np.array([0, 1, 2]), 3
