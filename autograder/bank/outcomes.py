"""What came of the answers of the bank, as it is stored beside them: only what has changed since is graded again.

answers/LESSON/EXERCISE/outcomes.json holds {answer's name: Stored}; fingerprints.json, beside it, the traces that
feedback compares. The key is of all that the outcome depends on: the answer, the tests of its exercise, the lesson's
given cells, and the modules that lie beside the notebook, but for TELLS. `make bank` writes both.
"""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from autograder.bank import fingerprints, grade
from autograder.bank.trace import Told, Trace
from autograder.cells import Exercise
from autograder.course.lessons import Lesson

NAME = "outcomes.json"
# The module that only tells what came of the tests: no outcome depends on it.
TELLS = "desk.py"
# Part of every key: another number where answers are run in another way.
FORM = 1


class StoredRefusal(TypedDict):
    """A Refusal as plain data."""

    said: str
    visible: bool
    told: Told | None


class Stored(TypedDict):
    """An Outcome as plain data, without its traces; refused: {test cell's grade_id: StoredRefusal}."""

    key: str
    refused: dict[str, StoredRefusal]


class Kept(Stored):
    """One with its traces, as long as it cannot be stored."""

    traces: dict[str, Trace]


@dataclass(frozen=True)
class Refusal:
    """How one test refused an answer.

    said: its message, without the likely mistake; visible: whether the part that students see refused it; told: the
    trace that the check has left, see mistakes.py.
    """

    said: str
    visible: bool
    told: Told | None = None

    def plain(self) -> StoredRefusal:
        """Return it as plain data."""
        return {"said": self.said, "visible": self.visible, "told": self.told}


@dataclass(frozen=True)
class Outcome:
    """What came of one answer: {test cell's grade_id: Refusal}, and the {test cell's grade_id: trace} it left."""

    key: str
    refused: dict[str, Refusal] = field(default_factory=dict)
    traces: dict[str, Trace] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Stored, traces: dict[str, Trace]) -> "Outcome":
        """Return an Outcome from plain data; traces: its fingerprints."""
        return cls(stored["key"], {test_id: Refusal(**each) for test_id, each in stored["refused"].items()}, traces)

    def plain(self) -> Stored:
        """Return it as plain data, without the traces."""
        return {"key": self.key, "refused": {test_id: each.plain() for test_id, each in self.refused.items()}}

    def kept(self) -> Kept:
        """Return it as plain data, with the traces."""
        return {**self.plain(), "traces": self.traces}


def base(lesson: Lesson, exercise: Exercise) -> list[object]:
    """Return the part of the key that all answers of an exercise share."""
    modules = sorted(path for path in lesson.path.parent.glob("*.py") if path.name != TELLS)
    return [
        FORM,
        [[test.metadata.nbgrader.grade_id, test.source] for test in exercise.tests],
        grade.given_cells(lesson),
        [[path.name, hashlib.sha256(path.read_bytes()).hexdigest()] for path in modules],
    ]


def key(source: str, shared: list[object]) -> str:
    """Return the key of an answer; source: its text; shared: what base() gives for its exercise."""
    return hashlib.sha256(json.dumps([source, shared]).encode()).hexdigest()[:16]


def load(folder: Path, exercise: Exercise) -> dict[str, Outcome]:
    """Return {answer's name: Outcome} of what is stored of one exercise of the bank, without traces at other tests."""
    path = folder / NAME
    stored: dict[str, Stored] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    today = {test.metadata.nbgrader.grade_id: fingerprints.digest(test.source) for test in exercise.tests}
    traces = {key: entry for key, entry in fingerprints.load(folder).items() if entry["test"] == today.get(key)}
    return {name: Outcome.of(each, _of(name, traces)) for name, each in stored.items()}


def _of(name: str, stored: dict[str, fingerprints.Entry]) -> dict[str, Trace]:
    """Return {test cell's grade_id: trace} of one answer, out of the fingerprints of its exercise."""
    return {test_id: entry["traces"][name] for test_id, entry in stored.items() if name in entry["traces"]}


def dumps(found: dict[str, Outcome]) -> str:
    """Return {answer's name: Outcome} as it is stored: a line an answer, for diffs that can be read."""
    lines = [f"{json.dumps(name)}: {json.dumps(each.plain())}" for name, each in sorted(found.items())]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def fingerprints_of(found: dict[str, Outcome], exercise: Exercise) -> dict[str, fingerprints.Entry]:
    """Return the fingerprints of an exercise, as fingerprints.dumps() takes them, from {answer's name: Outcome}."""
    entries: dict[str, fingerprints.Entry] = {}
    for test in exercise.tests:
        test_id = test.metadata.nbgrader.grade_id
        traces = {name: each.traces[test_id] for name, each in found.items() if test_id in each.traces}
        entries[test_id] = {"test": fingerprints.digest(test.source), "traces": traces}
    return entries
