"""Guesses are kept and counted, and nothing that a learner types is an error."""

import importlib.util
import sys

import numpy as np
import pytest

from autograder.tests import ROOT


@pytest.fixture
def guesses():
    """The module beside the lessons, fresh: no guess is kept yet."""
    spec = importlib.util.spec_from_file_location("guesses", ROOT / "solutions" / "guesses.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["guesses"] = module  # where dataclasses look
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "guess, result, within, verdict",
    [
        (14, 15, 2, "as you guessed"),
        (12, 15, 2, "a surprise"),
        (np.float32(15), 15, 0, "as you guessed"),
        ("40 %", 41, 2, "as you guessed"),
        ("about half", 41, 2, "compare them yourself"),
        ("Error!", "error", 0, "as you guessed"),
        ("new", "error", 0, "a surprise"),
        (3, "error", 0, "compare them yourself"),
        ([1, 2], [1, 2], 0, "as you guessed"),
        ([1, 2], [2, 1], 0, "a surprise"),
        (float("nan"), 15, 2, "a surprise"),
        (np.array([1, 2]), [1, 2], 0, "compare them yourself"),
    ],
)
def test_a_guess_beside_the_result(guesses, capsys, guess, result, within, verdict):
    """The line says result, guess and whether it was a surprise."""
    guesses.compare("1.1 words at home", guess, result, within=within)
    line = capsys.readouterr().out
    assert line.startswith(f"1.1 words at home: {guesses.shown(result)}   (your guess: ")
    assert line.endswith(f" - {verdict})\n")


class Hostile:
    """An object whose every answer is an error."""

    def __repr__(self):
        """Raise."""
        raise RuntimeError

    def __eq__(self, other):
        """Raise."""
        raise RuntimeError

    __hash__ = None


@pytest.mark.parametrize("guess", [..., None, Hostile(), Hostile, print, "", "x" * 500, {}, object, 10**400, 1j, True])
@pytest.mark.parametrize("result", [15, "error", [1, 2], 0.5])
def test_whatever_was_typed_is_taken(guesses, capsys, guess, result):
    """One line comes, short, whatever the guess is; the recap comes too."""
    guesses.compare("question", guess, result, within=1)
    guesses.recap()
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith("question: ")
    assert len(first) < 200
    assert rest


def test_recap_counts(guesses, capsys):
    """Guesses, surprises and what was left out are counted; a question that comes again counts once."""
    guesses.compare("a", 1, 1)
    guesses.compare("b", 1, 2)
    guesses.compare("c", ..., 3)
    guesses.compare("a", 5, 1)
    capsys.readouterr()
    guesses.recap()
    assert capsys.readouterr().out == (
        "2 guesses made, 1 left out. You were surprised twice.\n  worth another look: a\n  worth another look: b\n"
    )


@pytest.mark.parametrize(
    "typed, said",
    [
        ([], "0 questions to guess at, no guess made"),
        ([...], "1 question to guess at, no guess made"),
        ([1], "1 guess made. You were never surprised."),
        ([0], "1 guess made. You were surprised once."),
        ([0, 0, 0], "3 guesses made. You were surprised 3 times."),
    ],
)
def test_recap_speaks_english(guesses, capsys, typed, said):
    """Counts and nouns agree."""
    for at, guess in enumerate(typed):
        guesses.compare(str(at), guess, 1)
    capsys.readouterr()
    guesses.recap()
    assert capsys.readouterr().out.startswith(said)
