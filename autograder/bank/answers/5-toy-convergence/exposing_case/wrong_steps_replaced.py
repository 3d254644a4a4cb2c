# mistake: The right steps were replaced.
# message: steps, broken_steps or checks was changed
def exposing_case():
    global steps
    steps = lambda table, pairs: np.zeros(1)
    return np.eye(6), np.array([[0, 2]])
