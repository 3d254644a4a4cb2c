"""What became of one submission, as it is told on the terminal, in grades.csv and in run.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from autograder import words
from autograder.record.proposals import Proposal
from autograder.record.recorded import Recorded
from autograder.record.state import Judged, State
from autograder.verdicts import Verdict


class Points(NamedTuple):
    """The mark of an exercise, None where it is held, and the points that could be had."""

    mark: float | None
    points: float


@dataclass
class Graded:
    """What became of one submission: the Points of each exercise, or a problem in one line.

    tests: by their grade_ids; seconds, memory: of the execution, memory in bytes; remark: in one line; fresh: it was
    graded in this run; penalty: what being late costs; missing: nothing was handed in; due: the grade_ids of what has
    no mark yet; note: for the instructor alone, on what the code does, in one line; receipt: the digest of what was
    handed in; proposals: what its notebooks would come to now, where that waits for a person; requests: the answers at
    which its student asks for another look, and nobody has looked yet, "" for one that could not be made out.
    """

    student: str
    lesson: str
    marks: dict[str, Points] = field(default_factory=dict)
    problem: str = ""
    remark: str = ""
    tests: dict[str, Judged] = field(default_factory=dict)
    seconds: float = 0.0
    memory: int = 0
    fresh: bool = False
    penalty: float = 0.0
    missing: bool = False
    due: tuple[str, ...] = ()
    note: str = ""
    receipt: str = ""
    proposals: tuple[Proposal, ...] = ()
    requests: tuple[str, ...] = ()

    @property
    def mark(self) -> float | None:
        """The sum of the marks less what being late costs, 0 where a lesson gives none; None when one of them is held.

        Of what is missing, or could not be graded, there is none either.
        """
        marks = [mark for mark, _ in self.marks.values() if mark is not None]
        unknown = self.missing or self.problem or len(marks) < len(self.marks)
        return None if unknown else max(0, sum(marks) - self.penalty)

    @property
    def points(self) -> float:
        """The points that could be had."""
        return sum(points for _, points in self.marks.values())

    @property
    def held(self) -> str:
        """Why the mark is held, in one line; "" when it is not."""
        if self.missing or self.mark is not None:
            return ""
        by_hand = [name for name in self.due if name not in self.tests or is_by_hand(self.tests[name])]
        held = {name: self.tests[name] for name in self.due if name not in by_hand}
        reasons = [f"{name}: {words.verdict(each.verdict)}, {each.reason}" for name, each in held.items()]
        reasons += [f"a mark by hand is due: {', '.join(by_hand)}"] if by_hand else []
        return self.problem or "; ".join(reasons) or "a mark by hand is due"


def is_by_hand(judged: Judged) -> bool:
    """Tell whether it was never run since a person marks it."""
    return judged.verdict is Verdict.NOT_RUN and judged.reason == words.BY_HAND()


def summed(pairs: Sequence[Points]) -> Points:
    """Return the sums of marks and points; the mark is None when one of them is."""
    marks = [mark for mark, _ in pairs if mark is not None]
    return Points(None if len(marks) < len(pairs) else sum(marks), sum(points for _, points in pairs))


def together(parts: Mapping[str, Graded]) -> Graded:
    """Return what became of a submission of several notebooks, {a notebook's name: what became of it}.

    Exercises and tests of two notebooks may be called the same: they are told by the notebook's name.
    """
    first, *others = parts.values()
    if not others:
        return first
    known = {name: each for name, each in parts.items() if not each.missing}
    return Graded(
        first.student,
        first.lesson,
        {f"{name}/{key}": points for name, each in parts.items() for key, points in each.marks.items()},
        "; ".join(each.problem for each in known.values() if each.problem),
        "; ".join(dict.fromkeys(each.remark for each in known.values() if each.remark)),
        {f"{name}/{key}": tested for name, each in known.items() for key, tested in each.tests.items()},
        sum(each.seconds for each in known.values()),
        max((each.memory for each in known.values()), default=0),
        any(each.fresh for each in known.values()),
        sum(each.penalty for each in known.values()),
        not known,
        tuple(f"{name}/{key}" for name, each in known.items() for key in each.due),
        "; ".join(f"{name}: {each.note}" for name, each in known.items() if each.note),
        "; ".join(f"{name}: {each.receipt}" for name, each in known.items() if each.receipt),
        tuple(proposal for each in known.values() for proposal in each.proposals),
        tuple(f"{name}/{answer}" if answer else "" for name, each in known.items() for answer in each.requests),
    )


def gone(columns: Mapping[str, Sequence[str]], recorded: Recorded) -> dict[str, tuple[str, ...]]:
    """Return columns for the marks of what the lesson has no more: they count until a person applies its change."""
    known = {key for keys in columns.values() for key in keys}
    return {key: (key,) for key in recorded.marks if key not in known}


def of_record(
    student: str,
    lesson: str,
    columns: Mapping[str, Sequence[str]],
    recorded: Recorded,
    state: State | None,
    remarks: Sequence[str],
) -> Graded:
    """Return what became of a submission by what is recorded of it.

    columns: {exercise: the grade_ids of what gives its points}; state: None where it was not executed.
    """
    columns = {**columns, **gone(columns, recorded)}
    marks = {key: Points(each.score, each.points) for key, each in recorded.marks.items()}
    exercises = {name: summed([marks[key] for key in keys if key in marks]) for name, keys in columns.items()}
    graded = Graded(student, lesson, exercises, remark="; ".join(remarks), penalty=recorded.penalty)
    graded.due = tuple(key for keys in columns.values() for key in keys if key in marks and marks[key].mark is None)
    if state is not None:
        graded.note = "; ".join(state.notes)
        graded.tests, graded.seconds, graded.memory = state.tests, state.seconds, state.memory
    return graded
