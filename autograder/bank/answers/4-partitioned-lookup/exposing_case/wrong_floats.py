# mistake: The ids are floats; whole numbers were asked for.
# message: these ids are floats: whole numbers (int) were asked for
def exposing_case():
    return np.array([13.0, 2.0, 7.0, 13.0]), 5
