# mistake: No id occurs twice, so dropping repeats goes unseen.
# message: no id occurs twice, so dropping repeats changes nothing
def exposing_case():
    return np.array([13, 2, 7]), 5
