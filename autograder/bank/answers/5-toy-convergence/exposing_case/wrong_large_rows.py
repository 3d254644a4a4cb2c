# mistake: With products far above 1 the label hardly matters.
# message: the product of two partners must lie between 0 and 1
def exposing_case():
    return np.full((6, 2), 3.0), np.array([[0, 1], [2, 2], [3, 4]])
