"""`autograder grade --preview`, --apply and --undo, as an instructor calls them: a real run over a small class."""

import csv
import subprocess
import sys

import nbformat
import pytest

from autograder.tests import small

pytestmark = pytest.mark.slow


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


def test_from_preview_to_undo(tmp_path):
    """A test that becomes strict: nothing changes until it is applied, and then nothing is left of it."""
    root = small.make_course(tmp_path / "course")
    small.submit(root, "ada")
    small.submit(root, "bob", double="def double(x):\n    return 2.0 * x")
    assert autograder(root).returncode == 0 and marks(root) == {"ada": "5", "bob": "5"}
    path = root / "solutions" / small.NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    (test,) = (each for each in notebook.cells if each.id == "test_double")
    test.source = test.source.replace("expect(double, 4, 8)", "assert type(double(4)) is int, 'an int was due'")
    nbformat.write(notebook, path)
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
    test.source = "expect(double, 3, 7)"  # which the lesson's own solution fails
    nbformat.write(notebook, path)
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
