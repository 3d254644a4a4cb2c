# mistake: The broken steps were replaced.
# message: steps, broken_steps or checks was changed
def exposing_case():
    for name in broken_steps:
        broken_steps[name] = lambda table, pairs: None
    return np.eye(6), np.array([[0, 2]])
