# mistake: The broken steps were replaced.
# message: exposes 0 of 6
def exposing_case():
    for name in broken_steps:
        broken_steps[name] = {"sign": 5}
    return np.eye(6), np.array([[0, 2]])
