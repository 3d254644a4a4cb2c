"""What cannot be imported where kernels run costs no student a mark: it is held, and the line says why."""

import json
import subprocess
import sys

import nbformat
import pytest

from autograder.tests import small

pytestmark = [pytest.mark.slow, pytest.mark.confined]

MISSING = "import no_such_package\n"


def grade(root):
    """Grade the course at root; return (the lines, the entry of its one submission in run.json)."""
    done = subprocess.run([sys.executable, "-m", "autograder", "grade"], cwd=root, capture_output=True, text=True)
    path = root / "run.json"
    (entry,) = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else [{}]
    return (done.stdout + done.stderr).splitlines(), entry


def make_course(place, exempt=(), **sources):
    """Make a small course with other sources in cells of its lesson, and one right submission; return its root."""
    root = small.make_course(place)
    path = root / "solutions" / small.NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = sources.get(cell.id, cell.source)
    nbformat.write(notebook, path)
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"c.Rehearsal.exempt = {list(exempt)}\n")
    small.submit(root, "ada", notebook=notebook)
    return root


@pytest.mark.parametrize(
    ("cell", "source"),
    [
        ("given", MISSING + small.GIVEN),
        ("test_double", MISSING + small.TEST_DOUBLE),
        ("test_double", small.TEST_DOUBLE.replace("TESTS\nexpect", f"TESTS\n{MISSING}expect")),
    ],
    ids=["given cell", "test", "hidden part"],
)
def test_what_is_missing_holds_marks(tmp_path, cell, source):
    """Also where the lesson need not pass its own tests: no mark is a silent 0. What does not need it is marked."""
    root = make_course(tmp_path / "course", exempt=["test_double", "test_halve"], **{cell: source})
    _, entry = grade(root)
    scores = {name: outcome["score"] for name, outcome in entry["tests"].items()}
    assert scores == {"test_double": None, "test_halve": 3}
    assert entry["mark"] == "held" and "No module named 'no_such_package'" in entry["held"]


def test_the_lesson_tells_first(tmp_path):
    """Where it has to pass them, nobody is graded, and the line names the package."""
    root = make_course(tmp_path / "course", given=MISSING + small.GIVEN)
    lines, entry = grade(root)
    (line,) = (line for line in lines if "nobody was graded" in line)
    assert "the package no_such_package is missing" in line and not entry


def test_what_a_student_imports_is_the_students(tmp_path):
    """An answer that needs what is not there fails, and the reason is told."""
    root = make_course(tmp_path / "course")
    small.submit(root, "ada", double=f"{MISSING}def double(x):\n    return 2 * x")
    _, entry = grade(root)
    assert entry["mark"] == 3 and "no_such_package" in entry["tests"]["test_double"]["reason"]
