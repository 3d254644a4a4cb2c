"""`autograder grade --preview`, --apply and --undo, as an instructor calls them: a real run over a small class."""

import csv
import hashlib
import signal
import subprocess
import sys
from itertools import islice

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.tests import small

pytestmark = pytest.mark.slow

# A test that refuses what is no whole number.
STRICT = small.TEST_DOUBLE.replace("expect(double, 4, 8)", "assert type(double(4)) is int, 'an int was due'")


def autograder(root, *options):
    """Run the grade command without a sandbox; return the finished process."""
    command = [sys.executable, "-m", "autograder", "grade", "--sandbox=none", *options]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    return done


def marks(root):
    """Return {student: mark} of grades.csv."""
    with (root / "grades.csv").open(encoding="utf-8", newline="") as file:
        return {row["student"]: row["mark"] for row in csv.DictReader(file)}


def change(root, source=STRICT):
    """Change a test of the lesson."""
    path = root / "solutions" / small.NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    (test,) = (each for each in notebook.cells if each.id == "test_double")
    test.source = source
    nbformat.write(notebook, path)


def test_from_preview_to_undo(tmp_path):
    """A test that becomes strict: nothing changes until it is applied, and then nothing is left of it."""
    root = small.make_course(tmp_path / "course")
    small.submit(root, "ada")
    small.submit(root, "bob", double="def double(x):\n    return 2.0 * x")
    assert autograder(root).returncode == 0 and marks(root) == {"ada": "5", "bob": "5"}
    change(root)
    done = autograder(root, "--preview")
    assert done.returncode == 0 and "1 would lose, 1 stay as they are" in done.stdout, done.stdout + done.stderr
    assert "bob  5 -> 3  test_double passed -> failed" in done.stdout and marks(root)["bob"] == "5"
    assert "an int was due" in (root / "build" / "preview.html").read_text(encoding="utf-8")
    done = autograder(root)
    assert "1 marks stand as they were, of which 1 would fall" in done.stdout and marks(root)["bob"] == "5", done.stdout
    done = autograder(root, "--apply", "--student=bob")
    assert "1 entered as proposed" in done.stdout and marks(root) == {"ada": "5", "bob": "3"}, done.stdout
    done = autograder(root, "--undo")
    assert "Taken back: the marks of 1 submissions" in done.stdout and marks(root)["bob"] == "5", done.stdout
    change(root, "expect(double, 3, 7)")  # which the lesson's own solution fails
    done = autograder(root, "--preview")
    assert done.returncode == 1 and "0 graded beside their marks" in done.stdout, done.stdout + done.stderr
    assert "double" in done.stdout.split("beside their marks")[1].splitlines()[1] and marks(root)["bob"] == "5"
    for options, line in (
        (["--undo"], "nothing was applied that could be taken back"),
        (["--apply", "--preview"], "one at a time"),
        (["--undo", "--student=bob"], "takes back all that was applied last"),
    ):
        done = autograder(root, *options)
        assert done.returncode and line in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr


def stopped(root, option):
    """Run the grade command with Ctrl-C after the first three it tells of; return what it has said."""
    command = [sys.executable, "-m", "autograder", "grade", "--sandbox=none", "--workers=2", option]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=root, text=True, **pipes)
    told = (line for line in process.stdout if f", {small.LESSON}: " in line)
    assert len(list(islice(told, 3))) == 3
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1 and err.startswith("stopped after ") and err.count("\n") == 1, out + err
    return out


def in_the_gradebook(root):
    """Return {student: mark} of the gradebook, as grades.csv shows marks."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "small") as book:
        return {each.student_id: f"{each.score:g}" for each in book.assignment_submissions(small.LESSON)}


def contents(root):
    """Return the hash of each file that marks stand in."""
    found = [root / "gradebook.db", root / "grades.csv", root / "run.json"]
    for name in ("autograded", "feedback", "build/grading"):
        found += [each for each in sorted((root / name).glob("*/**/*")) if each.is_file()]
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def test_what_is_stopped_goes_on(tmp_path):
    """Ctrl-C in a preview changes no mark; while marks are entered, every door says of each the same; undo ends it."""
    root, names = small.make_course(tmp_path / "course"), [f"s{number:02}" for number in range(16)]
    for name in names:
        small.submit(root, name, double="import time\ntime.sleep(0.2)\ndef double(x):\n    return 2.0 * x")
    assert autograder(root).returncode == 0 and marks(root) == dict.fromkeys(names, "5")
    change(root)
    before = contents(root)
    stopped(root, "--preview")
    assert contents(root) == before
    done = autograder(root, "--preview")
    assert done.returncode == 0 and "16 would lose" in done.stdout and contents(root) == before, done.stdout
    out = stopped(root, "--apply")
    assert " not come to: GRADE_ARGS=--apply enters them" in out and set(marks(root).values()) == {"3", "5"}, out
    assert marks(root) == in_the_gradebook(root)
    assert autograder(root, "--apply").returncode == 0 and marks(root) == dict.fromkeys(names, "3")
    for _ in range(2):
        assert "and every file, are as they were" in autograder(root, "--undo").stdout
    assert contents(root) == before


def test_a_limit_is_a_proposal_too(tmp_path):
    """Less time: who ran out of it keeps the mark until a person has seen it."""
    root = small.make_course(tmp_path / "course")
    config = (root / "nbgrader_config.py").read_text(encoding="utf-8")
    (root / "nbgrader_config.py").write_text(config.replace("timeout = 3", "timeout = 20"), encoding="utf-8")
    small.submit(root, "bob", double="import time\ndef double(x):\n    time.sleep(1.5)\n    return 2 * x")
    assert autograder(root).returncode == 0 and marks(root) == {"bob": "5"}
    (root / "nbgrader_config.py").write_text(config.replace("timeout = 3", "timeout = 1"), encoding="utf-8")
    done = autograder(root, "--preview")
    assert "this has changed: limits" in done.stdout and "test_double passed -> timed out" in done.stdout, done.stdout
    assert autograder(root).returncode == 0 and marks(root) == {"bob": "5"}
