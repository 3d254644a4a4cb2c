"""What a person gives at the desk, as a form says it: checked, and spread over the cells of an exercise."""

from __future__ import annotations

import math
from collections.abc import Callable

from autograder import text
from autograder.errors import MarkError
from autograder.record.by_hand import Hand
from autograder.record.recorded import Recorded
from autograder.record.tables import number
from autograder.review.queue import REQUEST, Case, Row

# What a button gives.
NOTHING, PART, FULL, KEEP, EACH = "nothing", "part", "full", "keep", "each"
# Characters of a comment.
COMMENT = 5_000
# Returns a field of the form, "" where it was left empty.
Field = Callable[[str], str]


def points_of(said: str, row: Row) -> float:
    """Return the points that a field says; raises MarkError, in one line, for what is no mark of a row."""
    try:
        found = float(said.strip().replace(",", "."))
    except ValueError:
        found = math.nan
    if not (math.isfinite(found) and 0 <= found <= row.points):
        told = f"'{text.shown(said.strip(), 40)}' is no mark" if said.strip() else "no points are given"
        raise MarkError(f"{row.title}: {told}; give a number from 0 to {number(row.points)}")
    return found


def spread(points: float, row: Row) -> dict[str, float]:
    """Return {cell: its share} of the points of a row: the first cells are filled first."""
    found = {}
    for cell, full in row.cells.items():
        found[cell] = min(points, full)
        points = max(0.0, points - full)
    return found


def scores(case: Case, way: str, fields: Field) -> dict[str, float]:
    """Return {cell: score} of what a form gives to a case by the button that was pressed; raises MarkError."""
    found: dict[str, float] = {}
    for place, row in enumerate(case.rows):
        chosen = fields(f"way-{place}") or (PART if fields(f"points-{place}").strip() else "") if way == EACH else way
        if chosen not in (NOTHING, PART, FULL):
            raise MarkError(f"{row.title}: choose nothing, part or full; nothing was entered")
        said = fields(f"points-{place}") if chosen == PART else ""
        points = points_of(said, row) if chosen == PART else row.points if chosen == FULL else 0.0
        found |= spread(points, row)
    return found


def hand(case: Case, way: str, fields: Field, recorded: Recorded) -> Hand:
    """Return the Hand that a form gives to a case; raises MarkError, in one line, for what cannot be entered."""
    said = fields("comment").replace("\r\n", "\n").strip()
    if len(said) > COMMENT:
        raise MarkError(f"the comment has {len(said)} characters; {COMMENT} is the most")
    changed = bool(case.answer) and said != recorded.comments.get(case.answer, "").strip()
    comments: dict[str, str | None] = {case.answer: said or None} if changed else {}
    if way != KEEP:
        return Hand(scores(case, way, fields), comments)
    if case.kind == REQUEST and not said:
        raise MarkError("say in the comment why the mark stays; nothing was entered")
    return Hand({}, comments, keeps=frozenset(case.cells))
