# mistake: No id stands twice in a row, so counting runs goes unseen.
# message: Alive: counts a run of one id once
def exposing_case():
    return np.array([0, 4, 2, 4, 0, 4]), 7
