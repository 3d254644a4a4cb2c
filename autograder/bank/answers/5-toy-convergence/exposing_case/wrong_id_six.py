# mistake: There is no item 6.
# message: there is no such item: six items have the ids 0 to 5
def exposing_case():
    return np.ones((6, 2)), np.array([[0, 6]])
