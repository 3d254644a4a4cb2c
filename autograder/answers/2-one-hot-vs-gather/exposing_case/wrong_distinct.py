# mistake: No id is repeated, so counting goes unseen.
# message: no input yet catches the one that says whether
def exposing_case():
    return np.arange(6), 9
