# mistake: The ids are floats; whole numbers were asked for.
# message: ids are whole numbers (int)
def exposing_case():
    return np.array([0.0, 4.0, 4.0, 2.0, 0.0, 4.0]), 7
