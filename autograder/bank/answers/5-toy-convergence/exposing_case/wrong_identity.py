# mistake: In an identity table the rows of different items have no product to be wrong about.
# message: nothing moves here
# control run
def exposing_case():
    return np.eye(6), np.array([[0, 2]])
