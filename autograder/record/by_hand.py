"""Marks that a person gives, as nbgrader's formgrader enters them: checked, and only where nobody has changed them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from nbgrader.api import Comment, Grade, SubmittedNotebook
from sqlalchemy import update
from sqlalchemy.orm import Session, scoped_session

from autograder import text
from autograder.errors import MarkError
from autograder.record.recorded import Mark, mark_of


@dataclass(frozen=True)
class Hand:
    """What a person gives to cells of a notebook, or has given: {cell: score}, {cell: comment}, None for none.

    keeps: cells whose marks stay as they are, and are a person's from now on; looks: the cells at which a person has to
    look nevertheless, as they are after what was given is taken back.
    """

    scores: Mapping[str, float | None] = field(default_factory=dict)
    comments: Mapping[str, str | None] = field(default_factory=dict)
    keeps: frozenset[str] = frozenset()
    looks: frozenset[str] = frozenset()

    @property
    def cells(self) -> frozenset[str]:
        """The cells that are marked."""
        return self.keeps.union(self.scores)


def enter(
    db: Session | scoped_session[Session], submitted: SubmittedNotebook, hand: Hand, seen: Mapping[str, Mark]
) -> Hand:
    """Enter a Hand in a gradebook, nothing committed yet; return the Hand that takes it back.

    seen: {cell: Mark} as the person has seen them. Raises MarkError, in one line, where they are others by now, where
    there is no such cell, or for a score that is none of 0 to its points.
    """
    grades = {each.name: each for each in submitted.grades}
    comments = {each.name: each for each in submitted.comments}
    for name in [*(hand.cells - set(grades)), *(set(hand.comments) - set(comments))]:
        raise MarkError(f"{text.shown(name)}: the gradebook has no such cell; make grade enters the lesson as it is")
    # From the first thing that is written nobody else can write, so that what is read next stays so.
    rows = [each.id for each in submitted.grades]
    db.execute(update(Grade).where(Grade.id.in_(rows)).values(needs_manual_grade=Grade.needs_manual_grade))
    db.expire_all()
    for name in sorted(hand.cells):
        check(name, hand.scores.get(name), grades[name].max_score)
        if name in seen and now(grades[name]) != seen[name]:
            raise MarkError(f"{text.shown(name)}: the gradebook says something else by now; look at it again")
        if name in hand.keeps and seen_score(grades[name]) is None:
            raise MarkError(f"{text.shown(name)}: there is no mark to keep")
    before = kept(hand, grades, comments)
    for name in hand.cells:
        score = seen_score(grades[name]) if name in hand.keeps else hand.scores[name]
        grades[name].manual_score, grades[name].needs_manual_grade = score, name in hand.looks
    for name, said in hand.comments.items():
        comments[name].manual_comment = said or None
    db.flush()
    return before


def check(name: str, score: float | None, points: float) -> None:
    """Raise MarkError, in one line, for what is no mark of a cell."""
    if score is not None and not (math.isfinite(score) and 0 <= score <= points):
        raise MarkError(f"{text.shown(name)}: {score:g} is no mark here; give 0 to {points:g} points")


def seen_score(grade: Grade) -> float | None:
    """Return a cell's score without extra credit, None where it is held."""
    score: float | None = grade.auto_score if grade.manual_score is None else grade.manual_score
    return score


def now(grade: Grade) -> Mark:
    """Return the Mark of a cell, as recorded.py reads it."""
    score = mark_of(grade.auto_score, grade.manual_score, grade.extra_credit)
    looks = bool(grade.needs_manual_grade)
    return Mark(score, grade.max_score or 0.0, grade.manual_score is not None, grade.auto_score, looks)


def kept(hand: Hand, grades: Mapping[str, Grade], comments: Mapping[str, Comment]) -> Hand:
    """Return the Hand that takes another one back."""
    return Hand(
        {name: grades[name].manual_score for name in hand.cells},
        {name: comments[name].manual_comment for name in hand.comments},
        looks=frozenset(name for name in hand.cells if grades[name].needs_manual_grade),
    )
