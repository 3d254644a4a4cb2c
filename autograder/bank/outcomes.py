"""What came of the answers of the bank, as it is stored beside them: only what has changed since is graded again.

answers/LESSON/EXERCISE/outcomes.json holds {answer's name: {"key": ..., "refused": {test cell's grade_id: {"visible":
whether the part that students see refused it, "said": its message, without the likely mistake, "told": the trace that
the check has left, see mistakes.py}}}}; fingerprints.json, beside it, the traces that feedback compares. The key is of
all that the outcome depends on: the answer, the tests of its exercise, the lesson's given cells, and the modules that
lie beside the notebook. `make bank` writes both.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from autograder.bank import answer, fingerprints

NAME = "outcomes.json"
# Part of every key: another number where answers are run in another way.
FORM = 1


@dataclass(frozen=True)
class Refusal:
    """How one test refused an answer."""

    said: str
    visible: bool
    told: dict | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of one answer: {test cell's grade_id: Refusal}, and the {test cell's grade_id: trace} it left."""

    key: str
    refused: dict = field(default_factory=dict)
    traces: dict = field(default_factory=dict)

    @classmethod
    def of(cls, stored, traces):
        """Return an Outcome from plain data; traces: its fingerprints."""
        return cls(stored["key"], {test_id: Refusal(**each) for test_id, each in stored["refused"].items()}, traces)

    def plain(self):
        """Return it as plain data, without the traces."""
        return {"key": self.key, "refused": {test_id: asdict(each) for test_id, each in self.refused.items()}}


def base(lesson, exercise):
    """Return the part of the key that all answers of an exercise share; lesson: a course.lessons.Lesson."""
    modules = sorted(lesson.path.parent.glob("*.py"))
    return [
        FORM,
        [[test.metadata.nbgrader.grade_id, test.source] for test in exercise.tests],
        answer.given_cells(lesson),
        [[path.name, hashlib.sha256(path.read_bytes()).hexdigest()] for path in modules],
    ]


def key(source, shared):
    """Return the key of an answer; source: its text; shared: what base() gives for its exercise."""
    return hashlib.sha256(json.dumps([source, shared]).encode()).hexdigest()[:16]


def load(folder, exercise):
    """Return {answer's name: Outcome} of what is stored of one exercise of the bank, without traces at other tests."""
    path = Path(folder, NAME)
    stored = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    today = {test.metadata.nbgrader.grade_id: fingerprints.digest(test.source) for test in exercise.tests}
    traces = {key: entry for key, entry in fingerprints.load(folder).items() if entry["test"] == today.get(key)}
    return {name: Outcome.of(each, _of(name, traces)) for name, each in stored.items()}


def _of(name, stored):
    """Return {test cell's grade_id: trace} of one answer, out of the fingerprints of its exercise."""
    return {test_id: entry["traces"][name] for test_id, entry in stored.items() if name in entry["traces"]}


def dumps(found):
    """Return {answer's name: Outcome} as it is stored: a line an answer, for diffs that can be read."""
    lines = [f"{json.dumps(name)}: {json.dumps(each.plain())}" for name, each in sorted(found.items())]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def fingerprints_of(found, exercise):
    """Return the fingerprints of an exercise, as fingerprints.dumps() takes them, from {answer's name: Outcome}."""
    entries = {}
    for test in exercise.tests:
        test_id = test.metadata.nbgrader.grade_id
        traces = {name: each.traces[test_id] for name, each in found.items() if test_id in each.traces}
        entries[test_id] = {"test": fingerprints.digest(test.source), "traces": traces}
    return entries
