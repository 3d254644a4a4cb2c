"""What the report reads: a run, or one line that says why it is none."""

import json

import pytest

from autograder.errors import ReportError
from autograder.record import tables
from autograder.record.graded import Graded, Points
from autograder.record.state import Judged
from autograder.report import stored
from autograder.verdicts import Verdict

JUDGED = Judged(Verdict.FAILED, 0.0, 2.0, 0.1, "AssertionError: no")
ENTRY = tables.entry(Graded("ada", "1", {"one": Points(1, 2)}, tests={"test_one": JUDGED}, seconds=1.5))


def written(path, value):
    """Write a run.json; return its path."""
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def test_a_run_is_read(tmp_path):
    """As it was written; what an older run left out is empty."""
    tables.write_run([ENTRY], tmp_path / "run.json")
    assert stored.entries(tmp_path / "run.json") == [ENTRY]
    old = {key: ENTRY[key] for key in ("student", "lesson", "mark", "points", "held")}
    (found,) = stored.entries(written(tmp_path / "old.json", [old]))
    assert found["tests"] == {} and found["requests"] == []


BROKEN = {
    "half of one": json.dumps([ENTRY])[:-20],
    "nothing": "",
    "another file": "{}",
    "no entries": [1],
    "deep": "[" * 100_000,
    "nobody": [],
    "a test of another kind": [ENTRY | {"tests": {"test_one": {"verdict": "failed"}}}],
    "a verdict that is none": [ENTRY | {"tests": {"t": {"verdict": "fine", "reason": "", "hidden": False}}}],
    "exercises of another kind": [ENTRY | {"exercises": {"one": 1}}],
    "an exercise without a mark": [ENTRY | {"exercises": {"one": {"points": 1}}}],
    "no number": [ENTRY | {"mark": float("nan")}],
    "an infinite one": [ENTRY, ENTRY | {"student": "bob", "seconds": float("inf")}],
    "one without end": [ENTRY | {"memory": 10**400}],
    "text for seconds": [ENTRY | {"seconds": "1"}],
    "requests of another kind": [ENTRY | {"requests": 1}],
    "true for a mark": [ENTRY | {"points": True}],
}


@pytest.mark.parametrize("value", BROKEN.values(), ids=BROKEN)
def test_what_is_no_run_costs_one_line(tmp_path, value):
    """It says where, and what to do."""
    path = written(tmp_path / "run.json", value)
    with pytest.raises(ReportError) as raised:
        stored.entries(path)
    line = str(raised.value)
    assert line.startswith(f"{path}: ") and "\n" not in line and ("make grade" in line)


def test_without_a_run(tmp_path):
    """The same."""
    with pytest.raises(ReportError, match="no run to report on; make grade first"):
        stored.entries(tmp_path / "run.json")


def test_of_two_entries_of_a_lesson_the_held_one_counts(tmp_path):
    """Of what belongs to no lesson each is told."""
    held = ENTRY | {"mark": "held", "held": "why"}
    strays = [held | {"lesson": "", "held": each} for each in ("a", "b")]
    for order in ([ENTRY, held, *strays], [*strays, held, ENTRY]):
        found = stored.entries(written(tmp_path / "run.json", order))
        assert sorted((each["lesson"], each["held"]) for each in found) == [("", "a"), ("", "b"), ("1", "why")]
