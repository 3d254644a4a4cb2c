# mistake: No id occurs twice, so dropping repeats goes unseen.
# message: Alive: gives each id once
def exposing_case():
    return np.array([13, 2, 7]), 5
