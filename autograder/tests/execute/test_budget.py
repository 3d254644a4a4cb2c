"""What is left for a job, on a clock that a test sets."""

from autograder.execute.budget import Budget, Limits


def test_a_clock_of_ones_own():
    """A budget gives what is left, of seconds and of bytes."""
    now = [0.0]
    budget = Budget(Limits(notebook_seconds=10, cell_output=50, notebook_output=80), lambda: now[0])
    assert (budget.seconds(60), budget.seconds(3), budget.output, budget.is_over) == (10, 3, 50, False)
    now[0] = 9.0
    budget.spend(60)
    assert (budget.seconds(60), budget.output) == (1, 20)
    now[0] = 10.0
    assert budget.is_over
