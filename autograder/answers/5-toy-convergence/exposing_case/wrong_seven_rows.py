# mistake: The table has seven rows; there are six items.
# message: (6, d) was due
def exposing_case():
    return np.ones((7, 2)), np.array([[0, 1]])
