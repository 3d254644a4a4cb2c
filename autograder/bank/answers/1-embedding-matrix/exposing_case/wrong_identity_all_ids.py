# mistake: An identity table is symmetric and holds whole numbers only.
# message: Alive: reads columns, not rows; rounds
def exposing_case():
    return np.eye(4), np.array([3, 2, 1, 0, 3])
