# mistake: No id is repeated, so counting goes unseen.
# message: A survives: does any id occur more than once
def exposing_case():
    return np.arange(6), 9
