"""Grading a class over and over: what is kept, what is done again, and that nothing is lost however a run ends."""

import csv
import io
import json
import multiprocessing
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

import autograder
from autograder import grading
from autograder.errors import GraderError, LessonError, SubmissionError
from autograder.record import feedback
from autograder.record.progress import progress
from autograder.settings import Settings
from autograder.tests import ROOT, canned, small
from autograder.tests.seeds import seeded

pytestmark = [pytest.mark.slow, pytest.mark.confined]

TRIPLE = "def double(x):\n    return 3 * x"
DIES = "import os\ndef double(x):\n    os._exit(1)"


@pytest.fixture
def root(tmp_path):
    """A small course."""
    return small.make_course(tmp_path / "course")


def grade(root, **options):
    """Grade what is submitted; return {student: Graded}."""
    job = grading.Grading(Settings.load(root))
    job.preparer = canned.KEPT
    with ThreadPoolExecutor(2) as executor:
        return {each.student: each for each in job.run(executor, **options)}


def command(root, *arguments):
    """Return a started `python -m autograder grade`."""
    line = [sys.executable, "-m", "autograder", "grade", *arguments]
    return subprocess.Popen(line, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_what_has_not_changed_is_left_alone(root):
    """A second run executes nothing; a resubmission and --force do."""
    small.submit(root, "ada")
    small.submit(root, "bob", double=TRIPLE)
    first = grade(root)
    assert {name: each.mark for name, each in first.items()} == {"ada": 5, "bob": 3}
    assert all(each.fresh for each in first.values())
    second = grade(root)
    assert {name: each.mark for name, each in second.items()} == {"ada": 5, "bob": 3}
    assert not any(each.fresh for each in second.values())
    small.submit(root, "bob")
    third = grade(root)
    assert {name: (each.mark, each.fresh) for name, each in third.items()} == {"ada": (5, False), "bob": (5, True)}
    assert all(each.fresh for each in grade(root, force=True).values())


def test_marks_by_hand_survive_a_regrade(root):
    """So do the marks that a person has given where one was held."""
    small.submit(root, "ada", double=DIES)
    held = grade(root)["ada"]
    assert held.mark is None and held.marks == {"double": (None, 2), "halve": (3, 3)}
    assert "test_double: kernel died, its code ended the kernel (exit code 1)" in held.held
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "small") as gradebook:
        mark = gradebook.find_grade("test_double", "small", small.LESSON, "ada")
        assert mark.needs_manual_grade and mark.auto_score is None
        mark.manual_score, mark.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    assert grade(root)["ada"].mark == 4.5
    assert grade(root, force=True)["ada"].mark == 4.5


def test_a_lost_gradebook_or_feedback_is_made_again(root):
    """From what was executed, without executing anything."""
    small.submit(root, "ada")
    grade(root)
    page = root / "feedback" / "ada" / small.LESSON / "small.html"
    for lost in (root / "gradebook.db", page):
        lost.unlink()
        again = grade(root)["ada"]
        assert again.mark == 5 and not again.fresh
        assert lost.is_file()
    assert "Mark: 5 of 5 points" in page.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_made_stops_nobody(root, monkeypatch):
    """It is told in a line, the others are graded, and the next run makes up for it."""
    for student in ("ada", "bob", "eve"):
        small.submit(root, student)
    write = feedback.Feedback.write

    def stumble(self, student, *names):
        if student == "bob":
            raise RecursionError("too deep")
        return write(self, student, *names)

    with monkeypatch.context() as patch:
        patch.setattr(feedback.Feedback, "write", stumble)
        graded = grade(root)
    assert graded["ada"].mark == graded["eve"].mark == graded["bob"].mark == 5
    told = "its page of feedback could not be made, the next run tries again (RecursionError: too deep)"
    assert (graded["bob"].held, graded["bob"].remark) == ("", told)
    page = root / "feedback" / "bob" / small.LESSON / "small.html"
    assert not page.exists()
    again = grade(root)["bob"]
    assert again.mark == 5 and not again.fresh and not again.remark
    assert "Mark: 5 of 5 points" in page.read_text(encoding="utf-8")


def test_late_submissions_keep_their_time(root):
    """A timestamp.txt beside the notebook is the time of the submission, as nbgrader's exchange writes it."""
    path = small.submit(root, "ada")
    (path.parent / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC\n", encoding="utf-8")
    assert grade(root)["ada"].mark == 5
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "small") as gradebook:
        assert str(gradebook.find_submission(small.LESSON, "ada").timestamp).startswith("2026-03-01 12:00:00")


def test_nbgrader_goes_on_with_what_was_recorded(root):
    """`nbgrader export` and `nbgrader generate_feedback` read our gradebook and folders."""
    small.submit(root, "ada")
    grade(root)
    nbgrader = Path(sys.executable).with_name("nbgrader")
    env = os.environ | {"PATH": f"{nbgrader.parent}{os.pathsep}{os.environ['PATH']}"}
    for step in (["export"], ["generate_feedback", small.LESSON, "--force"]):
        done = subprocess.run([nbgrader, *step], cwd=root, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    with (root / "grades.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["student_id"], row["score"], row["max_score"]) == ("ada", "5.0", "5.0")


def test_the_reports(root):
    """The table, grades.csv and run.json say the same; a held mark is held in all three, never 0."""
    small.submit(root, "ada", halve="def halve(x):\n    return 1")
    small.submit(root, "bob", double=DIES)
    process = command(root, "--workers=1")
    out, err = process.communicate(timeout=100)
    assert process.returncode == 1, out + err
    assert "1 of 2 submissions are held" in err
    lines = [line.split() for line in out.splitlines()]
    assert ["ada", "2", "1", "3", "/", "5"] in lines and ["bob", "held", "3", "held"] in lines
    with (root / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert (rows["ada"]["mark"], rows["bob"]["mark"]) == ("3", "held")
    ada, bob = json.loads((root / "run.json").read_text(encoding="utf-8"))
    assert (ada["mark"], ada["tests"]["test_halve"]["verdict"]) == (3, "partly passed")
    assert ada["seconds"] > 0 and ada["memory"] >= 0
    assert (bob["mark"], bob["tests"]["test_double"]["verdict"]) == ("held", "kernel died")
    assert bob["exercises"]["halve"] == {"mark": 3, "points": 3}


def test_any_executor_will_do(root):
    """A job is plain data: it travels to another process and comes back."""
    small.submit(root, "ada")
    small.submit(root, "bob", double=TRIPLE)
    job = grading.Grading(Settings.load(root))
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor:
        assert {each.student: each.mark for each in job.run(executor)} == {"ada": 5, "bob": 3}


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """Return True."""
        return True


def test_progress_on_a_terminal(root):
    """The bar counts, tells the rate, and names who is held, whatever comes first."""
    small.submit(root, "ada")
    small.submit(root, "bob", double=DIES)
    (root / "submitted" / "stray.txt").write_text("x", encoding="utf-8")
    job = grading.Grading(Settings.load(root))
    stream = Terminal()
    with ThreadPoolExecutor(2) as executor, progress(lambda: job.total, stream) as tell:
        for each in job.run(executor):
            tell(each)
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", stream.getvalue())
    assert "3/3" in shown and "a minute" in shown
    assert "bob, 1-small: held: test_double: kernel died" in shown
    assert "stray.txt, no lesson: held: submitted/stray.txt: a file where a student's folder was due" in shown
    assert "ada" not in shown


def test_grade_is_one_call(root):
    """autograder.grade marks a submission by itself: a path, or bytes."""
    path = small.submit(root, "ada", double=TRIPLE)
    for submission in (path, path.parent, path.read_bytes()):
        verdicts = autograder.grade(submission, small.LESSON, root=root)
        assert {name: (str(each.verdict), each.score) for name, each in verdicts.items()} == {
            "test_double": ("failed", 0),
            "test_halve": ("passed", 3),
        }
    with pytest.raises(SubmissionError, match="no such file or folder"):
        autograder.grade(root / "nothing.ipynb", small.LESSON, root=root)
    with pytest.raises(LessonError, match="no lesson is called 2-none; the lessons are: 1-small"):
        autograder.grade(path, "2-none", root=root)
    assert not (root / "gradebook.db").exists()


@pytest.mark.parametrize(
    "names",
    [
        {"Ada": "Ada_3_assignsubmission_file_/small.ipynb", "Bob Ray": "Bob Ray_4_assignsubmission_file_/small.ipynb"},
        {"ada": "ada_123_assignsubmission_file_small.ipynb", "bob": "bob_124_assignsubmission_file_small (1).ipynb"},
        {"byronada": "byronada_12_345_small.ipynb", "raybob": "raybob_LATE_13_346_small-2.ipynb"},
    ],
    ids=["Moodle", "Moodle without folders", "Canvas"],
)
def test_downloads_of_learning_platforms(root, names):
    """nbgrader's zip_collect, with the course's patterns, puts a download where it is graded."""
    pattern = Settings.load(ROOT).config.FileNameCollectorPlugin.named_regexp
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"\nc.FileNameCollectorPlugin.named_regexp = {pattern!r}\n")
    archive = root / "downloaded" / small.LESSON / "archive" / "class.zip"
    archive.parent.mkdir(parents=True)
    with zipfile.ZipFile(archive, "w") as members:
        for name in names.values():
            members.writestr(name, nbformat.writes(small.handed_in()))
    command = [Path(sys.executable).with_name("nbgrader"), "zip_collect", small.LESSON]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert {name: each.mark for name, each in grade(root).items()} == dict.fromkeys(names, 5)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_stopped_run_goes_on_where_it_was(root, number):
    """It ends soon, says so in one line, leaves no kernel behind, and what was done is not done again."""
    for n in range(12):
        small.submit(root, f"s{n:02}", double="import time\ntime.sleep(0.5)\ndef double(x):\n    return 2 * x")
    process = command(root, "--workers=2")
    for _ in range(5):  # the sandbox, that there is no bank, then three submissions
        process.stdout.readline()
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert err.strip().startswith("stopped after ") and err.count("\n") == 1, out + err
    left = subprocess.run(["pgrep", "-f", str(root)], capture_output=True, text=True).stdout.split()
    assert not left
    again = grade(root)
    assert {each.mark for each in again.values()} == {5} and len(again) == 12
    assert 3 <= sum(not each.fresh for each in again.values()) < 12


def contents(root):
    """Return what the gradebook says of everyone, without the ids that nbgrader draws at random."""
    query = """
        SELECT student.id, assignment.name, base_cell.name, auto_score, manual_score, needs_manual_grade
        FROM grade JOIN base_cell ON grade.cell_id = base_cell.id
        JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
        JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
        JOIN student ON submitted_assignment.student_id = student.id
        JOIN assignment ON submitted_assignment.assignment_id = assignment.id ORDER BY 1, 2, 3
    """
    comments = """
        SELECT student.id, base_cell.name, auto_comment FROM comment JOIN base_cell ON comment.cell_id = base_cell.id
        JOIN submitted_notebook ON comment.notebook_id = submitted_notebook.id
        JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
        JOIN student ON submitted_assignment.student_id = student.id ORDER BY 1, 2
    """
    with sqlite3.connect(root / "gradebook.db") as database:
        return database.execute(query).fetchall(), database.execute(comments).fetchall()


def test_kill_9_loses_nothing(tmp_path):
    """Killed at 20 random moments and started again, a run of 50 ends in the gradebook of an undisturbed one."""
    answers = [{}, {"double": TRIPLE}, {"halve": None}, {"halve": "def halve(x):\n    return 1"}]
    calm, root = (small.make_course(tmp_path / name) for name in ("undisturbed", "killed"))
    for each in (calm, root):
        for n in range(50):
            small.submit(each, f"s{n:02}", **answers[n % 4])
    assert len(grade(calm)) == 50
    with seeded("KILL_SEED") as rng:
        for _ in range(20):
            process = command(root, "--workers=2")
            time.sleep(rng.uniform(0.5, 2.5))
            process.kill()
            process.wait()
        out, err = (done := command(root)).communicate(timeout=200)
        assert done.returncode == 0, out + err
        assert contents(root) == contents(calm)
        for place in ("autograded", "feedback"):
            kept = [{path.relative_to(each) for path in (each / place).rglob("small.*")} for each in (calm, root)]
            assert kept[0] == kept[1] and len(kept[0]) == 50
        for path in (root / "autograded").rglob("*.ipynb"):
            nbformat.read(path, as_version=4)
        assert (root / "grades.csv").read_text(encoding="utf-8").count("\n") == 51


def test_a_locked_gradebook_is_told(root):
    """Another program that holds the database costs a wait and a line; the next run goes on."""
    small.submit(root, "ada")
    grade(root)
    small.submit(root, "ada", double=TRIPLE)
    with sqlite3.connect(root / "gradebook.db", isolation_level=None) as database:
        database.execute("BEGIN EXCLUSIVE")
        with pytest.raises(GraderError, match=r"gradebook.db: cannot be opened \(database is locked\)"):
            grade(root)
        database.execute("ROLLBACK")
    assert grade(root)["ada"].mark == 3
