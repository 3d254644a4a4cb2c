"""The digest of what was handed in: on the page, in run.json and on disk, and the very one that the student sees."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest

import desk
from autograder import grading
from autograder.record import tables
from autograder.record.page import page
from autograder.record.state import State
from autograder.settings import Settings
from autograder.tests import small

DIES = "import os\ndef double(x):\n    os._exit(1)"


def test_a_page_says_what_was_handed_in():
    """Only where it is known."""
    notebook, names = small.source(), {"student": "ada", "assignment": "1-small"}
    notebook.metadata.autograder = {"file": "mine\n.ipynb", "receipt": "3f2a 91bc 04de"}
    made = page(notebook, names)
    assert (made.handed_in, made.receipt) == ("mine\\n.ipynb", "3f2a 91bc 04de")
    assert page(small.source(), names).receipt == ""


@pytest.mark.slow
@pytest.mark.confined
def test_a_student_finds_the_same_digest_on_the_page(tmp_path):
    """Graded, held by its test, held as another lesson's, renamed; none where there is no notebook. Marks aside."""
    root = small.make_course(tmp_path / "course")
    for name, double in (("ada", "def double(x):  # \U0001f600\n    return 2 * x"), ("bob", DIES), ("eve", None)):
        small.submit(root, name, double=double)
    small.submit(root, "kim").rename(root / "submitted" / "kim" / small.LESSON / "mine (1).ipynb")
    other = small.submit(root, "lea")
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")]), other)
    small.submit(root, "max").write_text("{half", encoding="utf-8")
    for time in (1, 2, 3):
        if time == 3:  # as a version that knew of no digest has left it
            path = root / "build" / "grading" / "ada" / f"{small.LESSON}.json"
            kept = json.loads(path.read_text())
            kept.pop("receipt")
            path.write_text(json.dumps(kept | {"version": 4, "page": ""}))
        with ThreadPoolExecutor(2) as executor:
            graded = {each.student: each for each in grading.Grading(Settings.load(root)).run(executor)}
        assert (graded["ada"].mark, graded["kim"].mark, graded["eve"].mark) == (5, 5, 3)
        assert graded["bob"].held and graded["lea"].held and graded["max"].held
        entries = list(map(tables.entry, graded.values()))
        run = {each["student"]: each["receipt"] for each in entries}
        for name, each in graded.items():
            (handed_in,) = (root / "submitted" / name).rglob("*.ipynb")
            due = desk.digest(desk.cells_in(handed_in)) if name != "max" else ""
            said = (root / "feedback" / name / small.LESSON / "small.html").read_text(encoding="utf-8")
            seen = re.findall(r"You handed in (.+), digest (.+)\.</p>", said)
            assert seen == ([(handed_in.name, due)] if due else []), name
            state = State.load(root / "build" / "grading" / name / f"{small.LESSON}.json")
            assert each.receipt == run[name] == state.receipt == due, name
    tables.write_csv(entries, root / "grades.csv")
    assert (root / "grades.csv").read_text(encoding="utf-8").startswith("student,lesson,mark,points,problem\n")
