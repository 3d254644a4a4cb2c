# mistake: The broken bags were taken away.
# message: the broken functions are gone
def exposing_case():
    broken_bags.clear()
    return np.array([0, 1, 2]), 3
