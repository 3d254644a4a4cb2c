"""Names the mistake of a failing answer that does exactly what a known wrong answer does.

answers/LESSON/EXERCISE/fingerprints.json holds the trace (see trace.py) of each wrong answer of the bank at the test
cell that stopped it: {test cell's grade_id: Entry}. `make bank` writes it; a test compares it with what the answers do
today.

folder is the bank's folder answers/ everywhere here, None where there is no bank: then nothing is known.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

from autograder.bank.answer import Answer, answers
from autograder.bank.heard import HEARD
from autograder.bank.trace import Trace

NAME = "fingerprints.json"
# Where more different mistakes than this leave the same trace, it tells nothing.
MOST = 2
# A number of a trace that is none but for rounding.
TINY = 1e-6


class Entry(TypedDict):
    """What is stored of one test cell: its source's hash, and {answer's name: trace}."""

    test: str
    traces: dict[str, Trace]


@dataclass
class Known:
    """What the bank knows at one test cell.

    name: of the answer that it checks; mistakes: {mistake: traces}; messages: the words that checks of the exercise
    must contain.
    """

    name: str = ""
    mistakes: dict[str, list[Trace]] = field(default_factory=dict)
    messages: frozenset[str] = frozenset()


def digest(test: str) -> str:
    """Return the hash that tells whether a stored trace belongs to this source of a test cell."""
    return hashlib.sha256(test.encode()).hexdigest()[:12]


def trace_in(told: Mapping[str, Any]) -> Trace | None:
    """Return the trace that plain data from a kernel is, None where it is none: a student's code may have made it."""
    message, calls, structure, numbers = (told.get(key) for key in ("message", "calls", "structure", "numbers"))
    if not (isinstance(message, str) and isinstance(calls, int) and isinstance(structure, str)):
        return None
    rest, more = told.get("rest", ""), told.get("more", [])
    if not isinstance(numbers, list) or not isinstance(rest, str) or not isinstance(more, list):
        return None
    if not all(isinstance(each, int | float) for each in (*numbers, *more)):
        return None
    found: Trace = {"message": message, "calls": calls, "structure": structure, "numbers": numbers}
    return {**found, "rest": rest, "more": more} if "rest" in told else found


def alike(one: Trace, other: Trace) -> bool:
    """Tell whether two traces are of the same mistake: the same message, calls and, but for rounding, numbers.

    Of one that was heard the message alone is known, and the numbers that it tells, which come last in the other, too.
    Where of both it is known what all checks say, that is to be the same, too: the first one that refuses an answer
    may refuse another for another mistake.
    """
    if "rest" in one and "rest" in other and not (one["rest"] == other["rest"] and near(one["more"], other["more"])):
        return False
    ones, others = one["numbers"], other["numbers"]
    if (one["structure"] == HEARD) != (other["structure"] == HEARD):
        ones, others = (each[len(each) - min(len(ones), len(others)) :] for each in (ones, others))
        keys = ["message"]
    else:
        keys = ["message", "calls", "structure"]
    return all(one.get(key) == other.get(key) for key in keys) and near(ones, others)


def near(ones: Sequence[float], others: Sequence[float]) -> bool:
    """Tell whether two lists of numbers are the same but for rounding."""
    if len(ones) != len(others):
        return False
    return all(math.isclose(a, b, rel_tol=1e-4, abs_tol=TINY) for a, b in zip(ones, others, strict=True))


def same(told: Mapping[str, Any]) -> str:
    """Return the digest of a trace, plain data from a kernel: alike for answers that did the same, but for rounding.

    "" where it is no trace.
    """
    trace = trace_in(told)
    if trace is None:
        return ""
    try:
        all_numbers = [*trace["numbers"], *trace.get("more", [])]
        numbers = [f"{each:.4g}" if abs(each) > TINY else "0" for each in all_numbers]
    except OverflowError:  # an integer that is too large
        return ""
    rest = [trace["rest"]] if "rest" in trace else []
    return digest(json.dumps([trace["message"], trace["calls"], trace["structure"], numbers, *rest]))


def load(exercise: Path) -> dict[str, Entry]:
    """Return the stored fingerprints in the folder of one exercise of the bank, {} where there are none."""
    path = exercise / NAME
    found: dict[str, Entry] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def dumps(found: dict[str, Entry]) -> str:
    """Return the fingerprints of one exercise as they are stored; a line a trace, for diffs that can be read."""
    tests = []
    for test_id, entry in sorted(found.items()):
        lines = [f"  {json.dumps(name)}: {json.dumps(trace)}" for name, trace in sorted(entry["traces"].items())]
        traces = ",\n".join(lines)
        tests.append(f'{json.dumps(test_id)}: {{"test": {json.dumps(entry["test"])}, "traces": {{\n{traces}\n}}}}')
    return "{\n" + ",\n".join(tests) + "\n}\n"


def folders(folder: Path | None) -> list[Path]:
    """Return the folders of the bank's exercises, in order."""
    return sorted({answer.path.parent for answer in answers(folder)})


@cache
def known(folder: Path | None) -> dict[tuple[str, str], Known]:
    """Return what the bank knows: {(test cell's grade_id, its source's hash): Known}."""
    found: dict[tuple[str, str], Known] = {}
    messages: dict[Path, set[str]] = {}
    for each in answers(folder):
        if not each.is_right:
            messages.setdefault(each.path.parent, set()).add(each.message)
    for place in folders(folder):
        for test_id, entry in load(place).items():
            new = Known(place.name, messages=frozenset(messages.get(place, ())))
            mistakes = found.setdefault((test_id, entry["test"]), new).mistakes
            for name, trace in entry["traces"].items():
                mistakes.setdefault(Answer(place / f"{name}.py").mistake, []).append(trace)
    return found


def at(folder: Path | None, test_id: str, test: str) -> Known:
    """Return what is known at a test cell, by its grade_id and source; nothing, where it is not that very test."""
    return known(folder).get((test_id, digest(test)), Known())


def mistake(folder: Path | None, test_id: str, test: str, trace: Trace) -> str:
    """Return the mistake that a trace at a test cell shows, in one line, or "" when it is not known or not certain.

    test_id: the test cell's grade_id; test: its source.
    """
    mistakes = at(folder, test_id, test).mistakes
    named = [words for words, traces in mistakes.items() if any(alike(trace, each) for each in traces)]
    return " Or: ".join(named) if len(named) <= MOST else ""


def words(folder: Path | None, test_id: str, test: str, message: str) -> str:
    """Return words of the bank's that a failed check's message contains, the longest; "" where there are none.

    They are the bank's own, whatever else stands in the message, and of the very exercise that the test belongs to.
    """
    return max((each for each in at(folder, test_id, test).messages if each in message), key=len, default="")
