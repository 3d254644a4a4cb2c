"""The digest of a trace: answers that did the same have the same one."""

import math

import pytest

from autograder.bank import fingerprints

TRACE = {"message": "AssertionError: no", "calls": 2, "structure": "ab", "numbers": [1.23456, -0.0, 5]}


@pytest.mark.parametrize("numbers", [[1.23456, 0.0, 5.0], [1.234561, -1e-9, 5], [1.23456, 0, 5]], ids=str)
def test_rounding_makes_no_other_digest(numbers):
    """Nor does the sign of zero, or an integer in a fraction's place."""
    assert fingerprints.same({**TRACE, "numbers": numbers}) == fingerprints.same(TRACE) != ""


@pytest.mark.parametrize(
    "changed", [{"message": "other"}, {"calls": 3}, {"structure": "ac"}, {"numbers": [1.3, 0, 5]}, {"numbers": [1.2]}]
)
def test_what_did_something_else_has_another(changed):
    """In message, calls, kinds or numbers."""
    assert fingerprints.same(TRACE | changed) not in ("", fingerprints.same(TRACE))


@pytest.mark.parametrize("told", [{}, TRACE | {"calls": "2"}, TRACE | {"numbers": [10**400]}], ids=["", "kind", "huge"])
def test_what_is_no_trace_has_none(told):
    """A student's code may have made it."""
    assert fingerprints.same(told) == ""


def test_numbers_that_are_none_are_told_apart():
    """They end nothing."""
    assert fingerprints.same(TRACE | {"numbers": [math.nan]}) != fingerprints.same(TRACE | {"numbers": [math.inf]})
