"""Marks as proposals: what a submission that has a mark would come to now, kept until a person applies it.

After a change of a test, a lesson, limits or versions a mark may change. One that would fall is not entered: what it
would be is kept here, and it stands until `make grade GRADE_ARGS=--apply`. The idea is DOMjudge's, whose rejudgings are
applied or cancelled by a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.errors import attempt
from autograder.files import replace as write
from autograder.record.recorded import Mark, Names, Recorded
from autograder.record.state import EXECUTED, Judged, State
from autograder.verdicts import Verdict

# How what could not be graded again is told.
NOT_AGAIN = "it could not be graded again"


@dataclass(frozen=True)
class Proposal:
    """What a notebook that has marks would come to.

    before, after: {grade_id: Mark}; penalties: what being late costs, before and after; was, now: {grade_id: what came
    of the test}; changed: what has changed since it was graded, as basis.py names it; fault: why it could not be graded
    again, in one line, "" where it was: then nothing can be applied.
    """

    names: Names
    before: Mapping[str, Mark]
    after: Mapping[str, Mark]
    was: Mapping[str, Judged]
    now: Mapping[str, Judged]
    changed: tuple[str, ...] = ()
    penalties: tuple[float, float] = (0.0, 0.0)
    fault: str = ""

    @property
    def marks(self) -> tuple[float | None, float | None]:
        """The mark before and after, None where one is held."""
        return total(self.before, self.penalties[0]), total(self.after, self.penalties[1])

    @property
    def falls(self) -> bool:
        """Whether the mark would be lower, or held; so of any exercise, whatever others gain."""
        return any(is_lower(mark.score, self.after.get(key)) for key, mark in self.before.items())

    def told(self) -> str:
        """Return in a line what waits, or why it could not be graded again; "" where nothing would differ."""
        if self.fault:
            return f"{NOT_AGAIN} ({self.fault}); its mark is as it was"
        if not self.differing:
            return ""
        before, now = ("held" if mark is None else f"{mark:g}" for mark in self.marks)
        return f"{before} would become {now}, which waits for you: --preview shows why, --apply enters it"

    @property
    def differing(self) -> list[str]:
        """The grade_ids whose score or points would differ, in order."""
        keys = dict.fromkeys([*self.before, *self.after])
        return [key for key in keys if plain(self.before.get(key)) != plain(self.after.get(key))]


def plain(mark: Mark | None) -> tuple[float | None, float] | None:
    """Return what of a mark counts: score and points."""
    return None if mark is None else (mark.score, mark.points)


def is_lower(score: float | None, after: Mark | None) -> bool:
    """Tell whether a score would be lower, or none any more."""
    return score is not None and (after is None or after.score is None or after.score < score)


def total(marks: Mapping[str, Mark], penalty: float) -> float | None:
    """Return the sum of marks less a penalty, None where one of them is held."""
    known = [each.score for each in marks.values() if each.score is not None]
    return None if len(known) < len(marks) else max(0.0, sum(known) - penalty)


def after(recorded: Recorded, due: Mapping[str, float | None], points: Mapping[str, float]) -> dict[str, Mark]:
    """Return the marks that a notebook would have: what a person has given, in marks or extra credit, stays.

    due: {grade_id: the grader's own score}; points: {grade_id: points} of the lesson as it is now.
    """
    found = {}
    for key, full in points.items():
        known, score = recorded.marks.get(key, Mark(None, full)), due.get(key)
        if known.by_hand:
            found[key] = replace(known, points=full, auto=score)
            continue
        extra = known.score - known.auto if known.score is not None and known.auto is not None else 0.0
        found[key] = Mark(None if score is None else score + extra, full, auto=score)
    return found


def weigh(
    names: Names, recorded: Recorded, old: State, changed: Sequence[str], state: State, marks: Mapping[str, Mark]
) -> Proposal:
    """Return what a notebook that is recorded, and was graded as old, would come to.

    changed: what has changed since; state, marks: what has come of it now.
    """
    own = [each.reason for each in state.tests.values() if each.verdict is Verdict.GRADER]
    fault = "" if state.is_executed else (own or ["the grader's own fault"])[0]
    return Proposal(names, recorded.marks, marks, old.tests, state.tests, tuple(changed), fault=fault)


def failed(names: Names, recorded: Recorded, old: State, changed: Sequence[str], line: str) -> Proposal:
    """Return that the marks of a notebook stay as they are, since it could not be graded again; line: why."""
    costs = recorded.penalty, recorded.penalty
    return Proposal(names, recorded.marks, recorded.marks, old.tests, old.tests, tuple(changed), costs, line)


class Proposals:
    """The folder of what is proposed: of each notebook its state, and beside it the notebook as it was executed."""

    def __init__(self, folder: Path) -> None:
        """folder: need not be there."""
        self.folder = folder

    def path(self, student: str, key: str) -> Path:
        """Return where the state of a student's notebook is kept; key: the lesson's, see Rubric."""
        return self.folder / student / f"{key}.json"

    def keep(self, path: Path, state: State, executed: NotebookNode) -> None:
        """Put what a notebook would come to at path: the notebook first, so that a state has its own beside it."""
        write(path.with_suffix(".ipynb"), nbformat.writes(executed))
        replace(state, done=EXECUTED, page="").save(path)

    def find(self, path: Path, digest: str, basis: Mapping[str, str]) -> tuple[State, NotebookNode] | None:
        """Return what is kept at path, where it is of this very submission and of all as it is today."""
        state = State.load(path)
        if state is None or not digest or state.digest != digest or state.basis != basis:
            return None
        executed, _ = attempt(nbformat.read, path.with_suffix(".ipynb"), 4)
        return None if executed is None else (state, executed)

    def drop(self, path: Path) -> None:
        """Take away what is kept at path."""
        for each in (path, path.with_suffix(".ipynb")):
            each.unlink(missing_ok=True)
