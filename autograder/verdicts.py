"""What became of a test cell, and which of it becomes a mark by itself."""

import ast
import math
from dataclasses import dataclass
from enum import StrEnum

from autograder import language

# Errors that say that a check refused the answer, and that there is none: Python's own, and those of checks.py.
REFUSED = ("AssertionError", "NotYet")
UNWRITTEN = ("NotImplementedError", "NotStarted")
# What opens the line in which a check names the mistake.
LIKELY = "Likely mistake: "
# Between the lines of what a check says, where it stands in one line.
BREAK = " | "
LONGEST = 1000  # characters of a reason


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
    def is_mark(self):
        """Whether it becomes a mark by itself; the others are held for a person."""
        return self in (Verdict.PASSED, Verdict.PARTLY, Verdict.FAILED, Verdict.TIMED_OUT)


@dataclass(frozen=True)
class Outcome:
    """The verdict of one test cell: its score, None where it is held; the seconds it took; why, in one line.

    hidden: it was the hidden part that failed, and the reason may tell of it.
    """

    verdict: Verdict
    score: float | None
    points: float
    seconds: float = 0.0
    reason: str = ""
    hidden: bool = False


def shows_a_number(source):
    """Tell whether a test cell's source ends in an expression, so that what it displays can be a partial score."""
    try:
        last = language.parse(source).body[-1:]
    except SyntaxError:  # IPython's own syntax; without it there is nothing to tell from
        return False
    return bool(last) and isinstance(last[0], ast.Expr) and not source.rstrip().endswith(";")


def judge(cell, points, seconds=0.0):
    """Return the Outcome of a test cell that was run to its end, from its outputs.

    As nbgrader scores it, with two differences: what stands on stderr costs nothing, and a number counts as a partial
    score only where the source of the cell ends in an expression, not wherever one was displayed.
    """
    for output in cell.outputs:
        if output.output_type == "error":
            return Outcome(Verdict.FAILED, 0.0, points, seconds, in_one_line(output))
    if shows_a_number(cell.source):
        for output in cell.outputs:
            if output.output_type == "execute_result":
                score = number(output.data.get("text/plain", ""))
                if score is not None and not math.isfinite(score):
                    return Outcome(Verdict.FAILED, 0.0, points, seconds, f"its score came out as {score}, no number")
                if score is not None and score < points:
                    return Outcome(Verdict.PARTLY if score > 0 else Verdict.FAILED, max(score, 0.0), points, seconds)
    return Outcome(Verdict.PASSED, float(points), points, seconds)


def in_one_line(error):
    """Return an error output in one line; the few lines that a check of ours says stay apart."""
    said = f"{error.ename}: {error.evalue}"
    lines = said.splitlines() if error.ename in (*REFUSED, *UNWRITTEN) else [said]
    return BREAK.join(filter(None, (" ".join(line.split()) for line in lines)))[:LONGEST]


def number(text):
    """Return the number that a text is, None when it is none. NaN and infinity are numbers, but no scores."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return None
