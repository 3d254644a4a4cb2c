"""A random test that fails says how it fails again."""

import pytest

from autograder.tests.seeds import seeded


def fail():
    """Draw a number, then fail with it; return the number and what the failure says beside its message."""
    with pytest.raises(AssertionError) as failure, seeded("SEED_OF_THIS_TEST") as rng:
        raise AssertionError(rng.random())
    (note,) = failure.value.__notes__
    return failure.value.args[0], note


def test_a_failure_says_its_seed(monkeypatch):
    """And the variable in which it is given again; then the same choices are made, and without it others."""
    monkeypatch.delenv("SEED_OF_THIS_TEST", raising=False)
    drawn, note = fail()
    variable, seed = note.split()[0].split("=")
    assert fail()[0] != drawn
    monkeypatch.setenv(variable, seed)
    assert fail() == (drawn, note)
