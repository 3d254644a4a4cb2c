# mistake: True and False are no ids.
# message: True and False are no ids
def exposing_case():
    return np.array([True, False]), 7
