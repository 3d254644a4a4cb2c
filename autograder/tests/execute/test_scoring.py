"""What the outputs of a test cell come to, without a kernel."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.execute.scoring import outcome_of
from autograder.language import shows_a_number
from autograder.verdicts import Verdict


def output(kind, **content):
    """Return a test cell's output."""
    return nbformat.v4.new_output(kind, **content)


@pytest.mark.parametrize(
    ("source", "shown", "verdict", "score"),
    [
        ("check()", None, Verdict.PASSED, 2.0),
        ("score", "1", Verdict.PARTLY, 1.0),
        ("score", "0", Verdict.FAILED, 0.0),
        ("score", "-3", Verdict.FAILED, 0.0),
        ("score", "2", Verdict.PASSED, 2.0),
        ("score", "5000", Verdict.PASSED, 2.0),
        ("score", "nan", Verdict.FAILED, 0.0),
        ("score", "inf", Verdict.FAILED, 0.0),
        ("score", "-inf", Verdict.FAILED, 0.0),
        ("score", "np.int64(0)", Verdict.FAILED, 0.0),
        ("score", "np.float32(0.5)", Verdict.PARTLY, 0.5),
        ("score", "np.float64(nan)", Verdict.FAILED, 0.0),
        ("score", "np.longdouble('1')", Verdict.PARTLY, 1.0),
        ("score", "np.True_", Verdict.PASSED, 2.0),
        ("score", "text", Verdict.PASSED, 2.0),
        ("score;", "1", Verdict.PASSED, 2.0),
        ("x = 1", "1", Verdict.PASSED, 2.0),
        ("%time x", "1", Verdict.PASSED, 2.0),
    ],
)
def test_numbers_that_are_shown(source, shown, verdict, score):
    """A score lies between 0 and the points, and counts only where the source ends in an expression."""
    cell = new_code_cell(source)
    if shown is not None:
        cell.outputs = [output("execute_result", data={"text/plain": shown}, metadata={}, execution_count=1)]
    outcome = outcome_of(cell, 2)
    assert (outcome.verdict, outcome.score) == (verdict, score)


def test_an_error_is_an_error_wherever_it_stands():
    """Also after a number, and before one."""
    cell = new_code_cell("score")
    shown = output("execute_result", data={"text/plain": "2"}, metadata={}, execution_count=1)
    error = output("error", ename="ValueError", evalue="no", traceback=[])
    for outputs in ([shown, error], [error, shown]):
        cell.outputs = outputs
        assert outcome_of(cell, 2).verdict is Verdict.FAILED
    assert not shows_a_number("def f(:")
