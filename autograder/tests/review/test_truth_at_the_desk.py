"""One truth for marks given at the desk: a real run, marks over HTTP, and every door says the same, now and later."""

import subprocess
import sys
from datetime import datetime

import pytest

from autograder.tests import small
from autograder.tests.record import doors
from autograder.tests.review import held_class
from autograder.tests.review.opened_desk import Visitor, end, running

pytestmark = pytest.mark.slow

DIES = "import os\ndef double(x):\n    os._exit(1)"
HELD = '<h2 id="held">'
DUE = {"dies": 4.5, "broken": 2, "late": 3.5, "told": 3, "right": 5}


def grade(root):
    """Run the grade command without a sandbox; return what it printed."""
    command = [sys.executable, "-m", "autograder", "grade", "--sandbox=none"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr and "graded now" in done.stdout, done.stdout + done.stderr
    return done.stdout


def at(visitor, student):
    """Go to the case of a student."""
    for place in range(1, 10):
        if f"<b>{student}</b>" in visitor.get(f"/case/{place}"):
            return
    raise AssertionError(f"{student} is not in the queue")


def contents(root):
    """Return what doors hold that a run writes."""
    paths = [root / "grades.csv", root / "run.json", *sorted(root.glob("feedback/*/*/*.html"))]
    return {path.relative_to(root): path.read_text(encoding="utf-8") for path in paths}


def test_every_door_says_what_a_person_gave(tmp_path):
    """Held, whole, late, declined: table, CSV, JSON, gradebook, export, page and report; nothing is left to do."""
    root = small.make_course(tmp_path / "course")
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(doors.CONFIG.format(root=root))
    for student in ("dies", "late"):
        small.submit(root, student, double=DIES)
    small.submit(root, "right")
    small.submit(root, "told", double="def double(x):\n    return 1")
    small.submit(root, "broken").write_text('{"cells": [', encoding="utf-8")
    for student in ("late", "dies"):
        said = f"2026-03-01 1{1 + 2 * (student == 'late')}:00:00 UTC"
        (root / "submitted" / student / small.LESSON / "timestamp.txt").write_text(said, encoding="utf-8")
    held_class.put_request(root, "told", "It is 1.", "double")
    grade(root)
    with small.gradebook(root) as book:
        book.find_assignment(small.LESSON).duedate = datetime(2026, 3, 1, 12)
        book.db.commit()
    report = root / "build" / "report" / "index.html"
    assert HELD in report.read_text(encoding="utf-8")
    with running(root) as (address, process):
        visitor = Visitor(address)
        for student, given in {
            "dies": {"give": "part", "points-0": "1.5"},
            "late": {"give": "part", "points-0": "1.5"},
            "broken": {"give": "each", "way-0": "full", "way-1": "nothing"},
            "told": {"give": "keep", "comment": "It is 2 x."},
        }.items():
            at(visitor, student)
            visitor.send(**given)
            assert f"Entered: {student}" in visitor.body
        assert "Nothing is held" in visitor.body
        assert "5 marks of 4 students were entered." in end(process)
    assert HELD not in report.read_text(encoding="utf-8")
    before = contents(root)
    out = grade(root)
    assert "0 of 5 graded now" in out and contents(root) == before
    for door, said in doors.doors(root, out, DUE).items():
        assert said == DUE, door
    assert all("Marked by your instructor." in doors.page(root, name) for name in DUE if name != "right")
    assert "not a notebook, the JSON breaks off" in doors.page(root, "broken")
