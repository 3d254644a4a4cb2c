# mistake: Every id up to the largest occurs, so packing the counts goes unseen.
# message: no input yet catches the one that packs the counts
def exposing_case():
    return np.array([0, 1, 1, 2, 0, 2]), 7
