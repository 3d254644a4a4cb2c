"""The commands marks and returned, in a course whose gradebook, pages and run.json are real: what they write."""

import json
import shutil
import subprocess
import sys
import zipfile
from datetime import datetime

import pytest
from nbgrader.api import Gradebook

from autograder.lms import canvas
from autograder.record import tables
from autograder.tests import canned, small
from autograder.tests.lms import platforms
from autograder.tests.lms.stub import TOKEN, Stub

pytestmark = pytest.mark.slow

LATE = """
from nbgrader.plugins import BasePlugin
class Late(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 1
c.LateSubmissionPlugin.plugin_class = ""
c.AssignLatePenalties.plugin_class = Late
"""
NAMES = {
    "ada": ("Ada", "Byron", "ada@x.org", "12"),
    "bob": ("Bob", "O'Neil", "bob@x.org", "13"),
    "eve": ('Eve "Evi"', "von Stein, Jr.", "eve@x.org", "14"),
    "zoe": ("Zoé", "Ng", "zoe@x.org", ""),
}


def book(root):
    """Return the gradebook, open."""
    return Gradebook(f"sqlite:///{root / 'gradebook.db'}", "small")


def grade(root):
    """Grade as `autograder grade` does, and write run.json."""
    found = list(canned.grade(root).values())
    known = {each.student for each in found}
    with book(root) as gradebook:
        missing = [each.id for each in gradebook.students if each.id not in known]
    found += [tables.Graded(name, small.LESSON, missing=True) for name in missing]
    tables.write_run(map(tables.entry, found), root / "run.json")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course: ada late, bob half right with a mark by hand, eve's answer ends Python, zoe has not handed in."""
    root = small.make_course(tmp_path_factory.mktemp("marks") / "course")
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(LATE.replace('c.LateSubmissionPlugin.plugin_class = ""\n', ""))
    small.submit(root, "ada").with_name("timestamp.txt").write_text("2026-03-01 13:00:00 UTC")
    small.submit(root, "bob", halve=f"{canned.HALF}def halve(x):\n    return 1")
    small.submit(root, "eve", double=f"{canned.DIES}def double(x):\n    return 1")
    grade(root)
    with book(root) as gradebook:
        gradebook.find_assignment(small.LESSON).duedate = datetime(2026, 3, 1, 12)
        for name, (first, last, email, number) in NAMES.items():
            about = {"first_name": first, "last_name": last, "email": email, "lms_user_id": number}
            gradebook.update_or_create_student(name, **about)
        gradebook.find_grade("test_halve", "small", small.LESSON, "bob").manual_score = 0.25
        gradebook.db.commit()
    grade(root)
    return root


@pytest.fixture
def root(graded, tmp_path):
    """A copy of it, to be changed."""
    return shutil.copytree(graded, tmp_path / "course")


def run(command, root, *words, ends=0):
    """Run a command; return the lines that it says, also where it ends with an error.

    In a process of its own: a command sets up logging, and what TensorFlow has left of it in this one would close the
    files that pytest keeps output in.
    """
    done = subprocess.run(
        [sys.executable, "-m", "autograder", command, *words], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == ends, done.stdout + done.stderr
    return [*done.stdout.splitlines(), *done.stderr.splitlines()]


DUE = {"ada@x.org": 4.0, "bob@x.org": 2.25}


def test_what_is_written(root):
    """A penalty and a mark by hand count; held and missing are told, and sent as nothing."""
    lines = run("marks", root, "--lms=moodle", "--exercises", "1")
    assert lines[0] == "1-small: 2 marks; left out: 1 held (eve) and 1 missing"
    assert lines[-2] == f"Marks, for moodle to import: {root / 'build' / 'marks' / 'moodle.csv'}"
    data = (root / "build" / "marks" / "moodle.csv").read_bytes()
    assert platforms.grade_import(data, "1-small") == DUE
    assert platforms.grade_import(data, "1-small/halve") == {"ada@x.org": 3.0, "bob@x.org": 0.25}
    for lms in ("canvas", "Brightspace"):
        run("marks", root, f"--lms={lms}")
    found, points = platforms.canvas((root / "build" / "marks" / "canvas.csv").read_bytes())
    assert {key[1]: row["1-small"] for key, row in found.items()} == {"ada": "4", "bob": "2.25"}
    assert points == {"1-small": "5"}
    data = (root / "build" / "marks" / "brightspace.csv").read_bytes()
    assert platforms.brightspace(data, "1-small") == {"ada": "4", "bob": "2.25"}


def test_an_export_is_filled(root):
    """The platform's file stays as it is; ours lies in build/marks under its name, with the lesson's title or name."""
    export = root / "export.csv"
    said = platforms.CANVAS.replace("1-small (77)", "A small lesson (77)")
    export.write_text(said, encoding="utf-8", newline="")
    lines = run("marks", root, "--lms=canvas", f"--from={export}")
    assert export.read_bytes().decode() == said
    found, _ = platforms.canvas((root / "build" / "marks" / "export.csv").read_bytes())
    marks = {key[1]: row["A small lesson (77)"] for key, row in found.items()}
    assert (marks["ada"], marks["bob"], marks["eve@x.org"]) == ("4", "2.25", "EX")
    assert lines[-1].startswith("Canvas's export of the gradebook: 2 marks, 2 of them new there: ")
    inside = root / "build" / "marks" / "export.csv"
    (line,) = run("marks", root, "--lms=canvas", f"--from={inside}", ends=1)
    assert line == f"LmsError: {inside}: would be written over; put the export elsewhere"
    (line,) = run("marks", root, "--lms=moodle", f"--from={export}", ends=1)
    assert line.startswith(f"LmsError: {export}: Canvas's export of the gradebook; for moodle there are: ")


def test_marks_that_have_changed_since(root):
    """What a person has marked after the last run is not sent, nor what was before: the line says what to do."""
    with book(root) as gradebook:
        gradebook.find_grade("test_double", "small", small.LESSON, "bob").manual_score = 1
        gradebook.find_grade("test_double", "small", small.LESSON, "eve").manual_score = 2
        gradebook.db.commit()
    lines = run("marks", root, "--lms=moodle", ends=1)
    again = "make grade, then this again"
    assert f"bob: {small.LESSON}: not sent, run.json says 2.25, the gradebook 1.25; {again}" in lines
    assert f"eve: {small.LESSON}: not sent, run.json says held, the gradebook 5; {again}" in lines
    data = (root / "build" / "marks" / "moodle.csv").read_bytes()
    assert platforms.grade_import(data, "1-small") == {"ada@x.org": 4.0}
    grade(root)
    run("marks", root, "--lms=moodle")
    data = (root / "build" / "marks" / "moodle.csv").read_bytes()
    assert platforms.grade_import(data, "1-small") == {"ada@x.org": 4.0, "bob@x.org": 1.25, "eve@x.org": 5.0}


@pytest.mark.parametrize(
    ("words", "ends", "said"),
    [
        ([], 2, "UsageError: which platform?; LMS= one of moodle, canvas, brightspace"),
        (["--lms=moodel"], 2, "UsageError: moodel: no such platform; is moodle meant?; LMS= one of"),
        (["--lms=moodle", "--canvas"], 2, "UsageError: --canvas asks Canvas itself"),
        (["--lms=canvas", "--send"], 2, "UsageError: --send goes with --canvas"),
        (["--lms=moodle", "9"], 1, "LessonError: "),
        (["--lms=moodle", "--from=none.csv"], 1, "LmsError: none.csv: cannot be read (No such file or directory)"),
        (["--lms=canvas", "--canvas"], 1, "LmsError: no token: make one in Canvas"),
    ],
)
def test_what_is_not_understood(graded, monkeypatch, words, ends, said):
    """One line, and nothing is written."""
    monkeypatch.delenv(canvas.TOKEN, raising=False)
    (line,) = run("marks", graded, *words, ends=ends)
    assert line.startswith(said) and not (graded / "build" / "marks").exists()


@pytest.mark.parametrize("run_json", [None, "[]", "{", '[{"student": "ada"}]'])
def test_nothing_is_graded_yet(root, run_json):
    """No run.json, half of one, or no gradebook: one line, and none is made."""
    path = root / "run.json"
    path.unlink() if run_json is None else path.write_text(run_json)
    (line,) = run("marks", root, "--lms=moodle", ends=1)
    assert line == f"LmsError: {path}: there are no marks in it; make grade first"
    (root / "gradebook.db").unlink()
    (line,) = run("marks", root, "--lms=moodle", ends=1)
    assert line.startswith("LmsError: ") and line.endswith("no gradebook, so no marks; make grade first")
    assert not (root / "gradebook.db").exists()


def test_to_canvas_itself(root, monkeypatch):
    """Without --send nothing goes out; with it each mark once; the token is in no line and no file."""
    pytest.importorskip("canvasapi")
    stub = Stub()
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"c.Canvas.url = {stub.url!r}\nc.Canvas.course = 5\nc.Canvas.assignments = {{'1-small': 77}}\n")
        file.write("c.Platform.lms = 'canvas'\n")
    monkeypatch.setenv(canvas.TOKEN, TOKEN)
    for words in (["--canvas"], ["--canvas", "--send", "--dry-run"]):
        assert run("marks", root, *words) == [
            "1-small: 2 to send, 0 as Canvas has them; never sent: 1 held (eve) and 1 missing",
            "  ada: 4, and Canvas has nothing",
            "  bob: 2.25, and Canvas has nothing",
            "Nothing was sent; --send sends it.",
        ]
        assert stub.requests("POST") == []
    lines = run("marks", root, "--canvas", "--send")
    assert lines[-1] == "1-small: 2 marks sent" and len(stub.requests("POST")) == 1
    stub.faults = {("GET", "assignments/77"): [(404, {}, {})]}
    (line,) = run("marks", root, "--canvas", "--send", ends=1)
    assert line == f"{stub.url}: 1-small, assignment 77: ResourceDoesNotExist: Not Found"
    lines = run("marks", root, "--canvas", "--send")
    assert lines[0].startswith("1-small: 0 to send, 2 as Canvas has them") and len(stub.requests("POST")) == 1
    monkeypatch.setenv(canvas.TOKEN, "7~wrong")
    (line,) = run("marks", root, "--canvas", ends=1)
    assert "InvalidAccessToken" in line and "wrong" not in line
    assert not any(TOKEN in path.read_bytes().decode("utf-8", "replace") for path in root.rglob("*") if path.is_file())
    stub.shutdown()
    stub.server_close()


def moodle_zip(path):
    """Write Moodle's download of the lesson."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as members:
        for number, (first, last, *_) in enumerate(NAMES.values(), 900):
            members.writestr(f"{first} {last}_{number}_assignsubmission_file_/small.ipynb", "{}")


def test_feedback_goes_back(root):
    """The pages of today, held ones too; whoever has none is said. The download is found where it was collected."""
    (line,) = run("returned", root, "--lms=moodle", ends=1)
    assert line.startswith("LmsError: which download of submissions, or the grading worksheet? ZIP=...; moodle makes")
    moodle_zip(root / "downloaded" / small.LESSON / "archive" / "all.zip")
    lines = run("returned", root, "--lms=moodle")
    target = root / "build" / "returned" / "1-small-moodle.zip"
    assert lines == [f"1-small: pages of 3 students, for moodle to take back: {target}"]
    before = target.read_bytes()
    with zipfile.ZipFile(target) as members:
        pages = {name.partition("_")[0]: members.read(name).decode() for name in members.namelist()}
    assert pages.keys() == {"Ada Byron", "Bob O'Neil", 'Eve "Evi" von Stein, Jr.'}
    assert "Mark: 2.25 of 5 points" in pages["Bob O'Neil"] and "is held" in pages['Eve "Evi" von Stein, Jr.']
    run("returned", root, "--lms=moodle", "1")
    assert target.read_bytes() == before
    with book(root) as gradebook:
        gradebook.find_grade("test_double", "small", small.LESSON, "bob").manual_score = 1
        gradebook.db.commit()
    (root / "feedback" / "eve" / small.LESSON / "small.html").unlink()
    lines = run("returned", root, "--lms=moodle", ends=1)
    assert lines[0] == "without a page that says what is recorded now, so none is sent; make grade: bob, eve"
    with zipfile.ZipFile(target) as members:
        assert members.namelist() == ["Ada Byron_900_assignsubmission_file_/small.html"]


def test_feedback_on_what_cannot_be_read_goes_back(root):
    """With a remark on it, too: a page that says why the mark is held is one of today."""
    small.submit(root, "eve").write_text("{", encoding="utf-8")
    (root / "submitted" / "eve" / small.LESSON / "timestamp.txt").write_text("no time at all")
    grade(root)
    assert json.loads((root / "build" / "grading" / "eve" / f"{small.LESSON}.json").read_text())["remarks"]
    path = root / "x.zip"
    moodle_zip(path)
    lines = run("returned", root, "--lms=moodle", f"--zip={path}")
    assert lines[0].startswith("1-small: pages of 3 students")
