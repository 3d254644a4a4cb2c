# mistake: In an identity table rows and columns look the same, and ids in order hide much.
# message: exposes 0 of 6
# control run
def exposing_case():
    return np.eye(5), np.array([0, 1, 2])
