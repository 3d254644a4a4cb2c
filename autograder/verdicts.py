"""What became of a test cell, and which of it becomes a mark by itself."""

from dataclasses import dataclass
from enum import StrEnum

# Errors that say that a check refused the answer, and that there is none: Python's own, and those of checks.py.
REFUSED = ("AssertionError", "NotYet")
UNWRITTEN = ("NotImplementedError", "NotStarted")
# What opens the line in which a check names the mistake.
LIKELY = "Likely mistake: "
# Between the lines of what a check says, where it stands in one line.
BREAK = " | "


class Verdict(StrEnum):
    """How a test cell ended."""

    PASSED = "passed"
    PARTLY = "partly passed"
    FAILED = "failed"
    TIMED_OUT = "timed out"
    DIED = "kernel died"
    NOT_RUN = "not run"
    TAMPERED = "tampered"
    GRADER = "grader's own fault"

    @property
    def is_mark(self) -> bool:
        """Whether it becomes a mark by itself; the others are held for a person."""
        return self in (Verdict.PASSED, Verdict.PARTLY, Verdict.FAILED, Verdict.TIMED_OUT)


@dataclass(frozen=True)
class Outcome:
    """The verdict of one test cell: its score, None where it is held; the seconds it took; why, in one line.

    hidden: it was the hidden part that failed, and the reason may tell of it; late: the notebook's time was up before;
    seed: what its hidden inputs depended on, None where they are those that the author had.
    """

    verdict: Verdict
    score: float | None
    points: float
    seconds: float = 0.0
    reason: str = ""
    hidden: bool = False
    late: bool = False
    seed: int | None = None
