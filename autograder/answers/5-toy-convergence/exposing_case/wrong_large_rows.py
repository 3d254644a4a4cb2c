# mistake: With products far above 1 the label hardly matters.
# message: Alive: label 1 for a == b only
def exposing_case():
    return np.full((6, 2), 3.0), np.array([[0, 1], [2, 2], [3, 4]])
