# mistake: The function that judges was replaced.
# message: steps, broken_steps or checks was changed
import checks


def exposing_case():
    checks.exposed = lambda right, broken, *case: list(broken)
    return np.eye(6), np.array([[0, 2]])
