"""What a changed test does to the answers that are known: right ones that it refuses, wrong ones that it lets pass."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from autograder.bank.answer import Answer
from autograder.bank.bank import Bank
from autograder.bank.survey import Survey


@dataclass(frozen=True)
class Flip:
    """An answer of the bank that is not marked as it should be: what its check says, "" where a wrong one passes."""

    lesson: str
    exercise: str
    name: str
    is_right: bool
    test: str = ""
    said: str = ""


def flips(root: Path, bank: Bank, lessons: Collection[str]) -> tuple[int, list[Flip]]:
    """Grade those answers to some lessons whose tests have changed; return how many, and all that are marked wrongly.

    Of the bank nothing is written but what `make bank`, too, keeps in build/. None are known where there is no bank, or
    where its lessons cannot be read: that is told by what grades them.
    """
    if bank.data is None:
        return 0, []
    survey = Survey(root, bank)
    chosen = [each for each in survey.answers if each.lesson in lessons]
    fresh = survey.grade(chosen)
    return len(fresh), [flip for each in chosen if each in survey.known and (flip := flipped(survey, each))]


def flipped(survey: Survey, answer: Answer) -> Flip | None:
    """Return the Flip of an answer of which it is known what came of it; None where it is marked as it should be."""
    refused = survey.known[answer].refused
    if answer.is_right == (not refused):
        return None
    test, said = next(((test, each.said) for test, each in refused.items()), ("", ""))
    return Flip(answer.lesson, answer.exercise, answer.path.stem, answer.is_right, test, said)
