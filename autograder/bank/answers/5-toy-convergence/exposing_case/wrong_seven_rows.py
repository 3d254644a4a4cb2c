# mistake: The table has seven rows; there are six items.
# message: the table has a row for each of the six items
def exposing_case():
    return np.ones((7, 2)), np.array([[0, 1]])
