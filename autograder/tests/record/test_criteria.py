"""Who has earned a certificate, by a gradebook that really graded classes have filled; and the commands."""

import csv
import hashlib
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder.course import lessons
from autograder.course.convert import load_config
from autograder.course.lessons import Lesson
from autograder.errors import CertificateError, GraderError
from autograder.record import criteria
from autograder.record.certificate import read
from autograder.tests import canned, small

AGAIN = "2-again"
LATE = """
from nbgrader.plugins import BasePlugin


class OneLess(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 1


c.AssignLatePenalties.plugin_class = OneLess
c.ExportApp.plugin_class = "autograder.record.export.MarksExportPlugin"
"""


@pytest.fixture
def root(tmp_path):
    """A small course with a plugin for those who are late."""
    root = small.make_course(tmp_path / "course")
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(LATE)
    return root


def settings(root, **traits):
    """Return the criteria of a course with c.Certificates of its own."""
    config = load_config(root)
    config.merge(Config({"Certificates": traits}))
    known = {}
    for each in lessons.lessons(root, "solutions"):
        known.setdefault(each.name, []).append(each)
    return criteria.criteria(config, root, known)


def book(root):
    """Return the gradebook of the course."""
    return Gradebook(f"sqlite:///{root / 'gradebook.db'}", "small")


def reached(root, **traits):
    """Return {student: (the marks, what is lacking)}."""
    found = criteria.everyone(f"sqlite:///{root / 'gradebook.db'}", settings(root, **traits))
    return {name: ([mark.mark for mark in each.lessons], each.lacks) for name, each in found.items()}


def command(root, *arguments, **options):
    """Run `python -m autograder` in the course; return the exit status, and the lines of both streams."""
    line = [sys.executable, "-m", "autograder", *map(str, arguments)]
    done = subprocess.run(line, cwd=root, capture_output=True, text=True, check=False, **options)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()


@pytest.mark.slow
@pytest.mark.confined
def test_the_marks_of_a_class_that_was_really_graded(root):
    """What is on certificates is what grades.csv and `nbgrader export` say; held and missing are no mark."""
    small.submit(root, "right")
    small.submit(root, "partly", halve="def halve(x):\n    return 1")
    small.submit(root, "wrong", double="def double(x):\n    return 1", halve="def halve(x):\n    return 7")
    small.submit(root, "dies", double="import os\ndef double(x):\n    os._exit(1)")
    small.submit(root, "by-hand", double="import os\ndef double(x):\n    os._exit(1)")
    small.submit(root, "late")
    time = root / "submitted" / "late" / small.LESSON / "timestamp.txt"
    time.write_text("2026-03-01 13:00:00 UTC", encoding="utf-8")
    command(root, "grade")
    with book(root) as gradebook:
        gradebook.find_assignment(small.LESSON).duedate = datetime(2026, 3, 1, 12)
        gradebook.update_or_create_student("missing")
        gradebook.update_or_create_student("right", first_name="Ada", last_name="Byron")
        grade = gradebook.find_grade("test_double", "small", small.LESSON, "by-hand")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    command(root, "grade")
    before = (root / "gradebook.db").read_bytes(), (root / "gradebook.db").stat().st_mtime_ns
    status, told, errors = command(root, "certificates")
    assert (status, errors) == (0, [])
    assert ((root / "gradebook.db").read_bytes(), (root / "gradebook.db").stat().st_mtime_ns) == before
    said = dict(line.split(": ", 1) for line in told[:-1])
    assert said["dies"] == "not yet: 1-small is held" and said["missing"] == "not yet: 1-small is missing"
    assert said["wrong"] == "not yet: 0 of 5 in 1-small, 2.5 are needed; 0 of 5 in all, 3 are needed"
    marks = {}
    for path in (root / "certificates").glob("*.html"):
        _, facts, _ = read(path.read_text(encoding="utf-8"))
        marks[facts.student] = facts.mark
        assert f"<td>{facts.mark:g} of 5</td>" in path.read_text(encoding="utf-8")
        assert facts.name == ("Ada Byron" if facts.student == "right" else facts.student)
        assert facts.date == date.today().isoformat()
    assert marks == {"right": 5, "partly": 3, "by-hand": 4.5, "late": 4}
    with (root / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row["mark"] for row in csv.DictReader(file)}
    assert {name: float(rows[name]) for name in marks} == marks
    tool = Path(sys.executable).with_name("nbgrader")
    env = os.environ | {"PATH": f"{tool.parent}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run([tool, "export"], cwd=root, env=env, capture_output=True, check=True)
    with (root / "nbgrader_export.csv").open(encoding="utf-8", newline="") as file:
        exported = {row["student_id"]: row["score"] for row in csv.DictReader(file)}
    assert {name: float(exported[name]) for name in marks} == marks
    # A regrade that holds a mark, and one that lowers it.
    (root / "submitted" / "right" / small.NOTEBOOK).write_text("{", encoding="utf-8")
    small.submit(root, "partly", halve="def halve(x):\n    return 1", double="def double(x):\n    return 1")
    command(root, "grade")
    status, told, _ = command(root, "certificates")
    said = dict(line.split(": ", 1) for line in told[:-1])
    assert said["right"].startswith("withdrawn, code ") and said["right"].endswith("its files removed: 1-small is held")
    assert said["partly"].endswith("its files removed: 1 of 5 in 1-small, 2.5 are needed; 1 of 5 in all, 3 are needed")
    assert said["late"].startswith("as it was, code ")
    assert {path.stem for path in (root / "certificates").glob("*.svg")} == {"by-hand", "late"}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course of two lessons, graded without kernels: what students get stands in their names."""
    root = small.make_course(tmp_path_factory.mktemp("graded") / "course")
    shutil.copytree(root / "solutions" / small.LESSON, root / "solutions" / AGAIN)
    path = root / "solutions" / AGAIN / "small.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source = "Nothing\n# Once *more* & <b>again</b>\nnothing"
    nbformat.write(notebook, path)
    answers = {
        "5 and 5": ({}, {}),
        "5 and 2": ({}, {"halve": canned.WRONG}),
        "5 and held": ({}, {"double": canned.DIES}),
    }
    answers |= {"3.5 and 3.5": ({"halve": canned.HALF}, {"halve": canned.HALF}), "5 and missing": ({}, None)}
    for student, both in answers.items():
        for lesson, given in zip((small.LESSON, AGAIN), both, strict=True):
            if given is not None:
                path = root / "submitted" / student / lesson / "small.ipynb"
                path.parent.mkdir(parents=True)
                nbformat.write(small.handed_in(**given), path)
    canned.grade(root)
    return root


@pytest.mark.slow
def test_shares(graded):
    """Of all points, and of each lesson's; exactly as much is enough."""
    assert reached(graded) == {
        "3.5 and 3.5": ([3.5, 3.5], []),
        "5 and 2": ([5, 2], [f"2 of 5 in {AGAIN}, 2.5 are needed"]),
        "5 and 5": ([5, 5], []),
        "5 and held": ([5], [f"{AGAIN} is held"]),
        "5 and missing": ([5], [f"{AGAIN} is missing"]),
    }
    assert reached(graded, least=0.4, share=0.7)["5 and 2"] == ([5, 2], [])
    assert reached(graded, share=0.7)["3.5 and 3.5"][1] == []
    assert reached(graded, share=0.71)["3.5 and 3.5"][1] == ["7 of 10 in all, 7.1 are needed"]
    assert reached(graded, share=1, least=1)["5 and 5"][1] == []
    assert reached(graded, share=0, least=0)["5 and held"][1] == [f"{AGAIN} is held"]
    alone = reached(graded, lessons=[small.LESSON])
    assert {name for name, (_, lacks) in alone.items() if not lacks} == set(alone)


@pytest.mark.slow
def test_titles_and_names(graded):
    """A lesson's heading, or its name; a student's names, or the id: each as one line that HTML and XML can hold."""
    assert settings(graded).lessons == {small.LESSON: "A small lesson", AGAIN: "Once *more* & <b>again</b>"}
    assert (settings(graded).course, settings(graded, title="A\nB").course) == ("small", "A B")
    root = shutil.copytree(graded, graded.parent / "named")
    names = {"ada": ("Ada", None), "eve": (None, "Smith"), "a\u202eb": ("", ""), "bob": ("\u202e\x00\ufffe", "\x1b[2J")}
    with book(root) as gradebook:
        for student, (first, last) in names.items():
            gradebook.add_student(student, first_name=first, last_name=last)
    found = criteria.everyone(f"sqlite:///{root / 'gradebook.db'}", settings(root))
    shown = {name: each.name for name, each in found.items() if name in names}
    assert shown == {"ada": "Ada", "eve": "Smith", "a\u202eb": "a\\u202eb", "bob": "\\u202e\\x00\ufffd \\x1b[2J"}


@pytest.mark.slow
def test_a_gradebook_that_cannot_be_read(graded, tmp_path):
    """One line each, and none is made; nothing is withdrawn for want of one."""
    wanted, place = settings(graded), tmp_path / "gradebook.db"
    with pytest.raises(CertificateError, match=r"gradebook\.db: no gradebook, so no marks; make grade first"):
        criteria.everyone(f"sqlite:///{place}", wanted)
    assert not place.exists()
    place.write_bytes(b"")
    with pytest.raises(CertificateError, match="nothing is in the gradebook; make grade first"):
        criteria.everyone(f"sqlite:///{place}", wanted)
    assert place.read_bytes() == b""
    place.write_bytes(b"no database at all, " * 100)
    with pytest.raises(CertificateError, match="file is not a database"):
        criteria.everyone(f"sqlite:///{place}", wanted)
    place = shutil.copy(graded / "gradebook.db", place)
    with sqlite3.connect(place) as database:
        database.execute("DROP TABLE comment")
    with pytest.raises(GraderError, match="made by an older nbgrader"):
        criteria.everyone(f"sqlite:///{place}", wanted)


@pytest.mark.parametrize(
    ("traits", "said"),
    [
        ({"share": 60}, r"c\.Certificates\.share = 60\.0: a share is a number from 0 to 1"),
        ({"least": -0.1}, r"c\.Certificates\.least = -0\.1: a share"),
        ({"share": float("nan")}, r"c\.Certificates\.share = nan: a share"),
        ({"share": "much"}, r"c\.Certificates: The 'share' trait .* expected a float"),
        ({"shares": 0.5}, r"c\.Certificates\.shares: no such setting; is share meant\?"),
        ({"lessons": ["1-smal"]}, r"lessons: no lesson is called 1-smal; the lessons are: 1-small$"),
        ({"lessons": 5}, r"c\.Certificates: The 'lessons' trait"),
        ({"folder": "."}, "folder is a folder in the course, key a file in it"),
        ({"folder": ""}, "folder is a folder in the course, key a file in it"),
        ({"key": ""}, "folder is a folder in the course, key a file in it"),
        ({"key": "solutions/x.key"}, "what is in .*solutions is handed out"),
        ({"key": "release/1-small/x.key"}, "what is in .*release is handed out"),
    ],
)
def test_settings_that_make_no_sense(root, traits, said):
    """One line each, that says which."""
    with pytest.raises(CertificateError, match=said) as caught:
        settings(root, **traits)
    assert "\n" not in str(caught.value)


def test_a_course_without_lessons_that_give_points(root):
    """It has no certificates; a lesson without points is not asked for."""
    shutil.copytree(root / "solutions" / small.LESSON, root / "solutions" / "0-welcome")
    path = root / "solutions" / "0-welcome" / "small.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = notebook.cells[:1]
    nbformat.write(notebook, path)
    assert list(settings(root).lessons) == [small.LESSON]
    with pytest.raises(CertificateError, match="no lesson that gives points, so no certificate"):
        criteria.criteria(load_config(root), root, {"0-welcome": [Lesson("0-welcome", path)]})


@pytest.mark.slow
def test_the_commands(graded, tmp_path):
    """A line for each student; a code and files are verified, with the exit status for it; misuse is one line."""
    root = shutil.copytree(graded, tmp_path / "course")
    assert command(root, "verify", "39AB")[0] == 1
    status, told, errors = command(root, "certificates", "--student=5 and 5", "--Certificates.title=Twos & halves")
    assert (status, len(told), errors) == (0, 2, []) and told[1].startswith(
        "1 issued. Certificates, and their register"
    )
    code = told[0].removeprefix("5 and 5: issued, code ")
    (root / "certificates.key").chmod(0o644)
    status, told, _ = command(root, "certificates")
    assert told[2].startswith("5 and 5: issued, code ") and told[2].endswith(
        "its course is 'small', not 'Twos & halves'"
    )
    assert told[-2].endswith(f"forge certificates: chmod 600 {root / 'certificates.key'}")
    assert told[-1].startswith("2 issued, 3 not yet. ")
    new = told[2].split()[5].rstrip(",")
    paths = sorted((root / "certificates").glob("5 and 5.*"))
    status, told, errors = command(tmp_path, "verify", f"--CourseApp.root={root}", new.lower(), *paths)
    assert (status, len(told), errors) == (0, 9, []) and told[0] == f"{new}: valid" and told[1].startswith("  5 and 5,")
    status, told, _ = command(root, "verify", new, *code.split("-"), paths[0].relative_to(root))
    assert status == 1 and told[3].startswith(f"{code}: replaced by {new} on ")
    assert told[6] == f"certificates/5 and 5.html: {new}: valid"
    status, told, errors = command(root, "certificates", "--student=6")
    assert (status, told, len(errors)) == (2, [], 1) and "nobody of" in errors[0]
    status, told, errors = command(root, "certificates", "--Certificates.share=7")
    assert (status, told) == (1, []) and errors == [
        "CertificateError: c.Certificates.share = 7.0: a share is a number from 0 to 1"
    ]


@pytest.mark.slow
def test_a_disk_that_is_full(graded, tmp_path):
    """One line, nothing half written; with room again, all is made."""
    root = shutil.copytree(graded, tmp_path / "course")
    for most in (10, 100, 3000):  # no room for the key, for the register, for the files

        def full(most=most):
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

        status, told, errors = command(root, "certificates", preexec_fn=full)
        assert (status, told, len(errors)) == (1, [], 1) and "cannot be written (File too large)" in errors[0]
        names = {path.name for path in root.glob("certificates*/*")} | {
            path.name for path in root.glob("certificates.*")
        }
        assert names - {".lock"} == {10: set(), 100: {"certificates.key"}}.get(
            most, {"certificates.key", "register.json"}
        )
    status, told, errors = command(root, "certificates")
    assert (status, errors) == (0, []) and told[-1].startswith("2 as it was, 3 not yet.")
    assert command(root, "verify", *(root / "certificates").glob("*.html"))[0] == 0


@pytest.mark.slow
def test_several_runs_of_the_command_at_once(graded, tmp_path):
    """Two who issue in the same moment issue the same."""
    root = shutil.copytree(graded, tmp_path / "course")
    line = [sys.executable, "-m", "autograder", "certificates"]
    runs = [subprocess.Popen(line, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in range(3)]
    said = [run.communicate()[0].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], said
    assert sorted(each.count("issued, code") for each in said) == [0, 0, 2]
    digest = hashlib.sha256((root / "certificates" / "register.json").read_bytes()).hexdigest()
    assert command(root, "verify", *(root / "certificates").glob("*.svg"))[0] == 0
    assert command(root, "certificates")[1][-1].startswith("2 as it was")
    assert hashlib.sha256((root / "certificates" / "register.json").read_bytes()).hexdigest() == digest
