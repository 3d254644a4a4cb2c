"""The gradebook holds what stock nbgrader's would: of written answers, tasks, several notebooks, missing ones."""

import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory

from autograder.course.convert import load_config
from autograder.record.gradebook import Record, is_untouched, scores
from autograder.verdicts import Outcome, Verdict

pytestmark = pytest.mark.slow

ROWS = """
    SELECT submitted_assignment.student_id, notebook.name, base_cell.name, {what} FROM {table}
    JOIN base_cell ON base_cell.id = {table}.cell_id
    JOIN submitted_notebook ON submitted_notebook.id = {table}.notebook_id
    JOIN notebook ON notebook.id = submitted_notebook.notebook_id
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id ORDER BY 1, 2, 3
"""
GRADES = ROWS.format(table="grade", what="auto_score, manual_score, extra_credit, needs_manual_grade")
COMMENTS = ROWS.format(table="comment", what="auto_comment, manual_comment")
RIGHT = {"written": "my words", "by_hand": "x = 2", "answer": "y = 1"}


def cell(source, name, make=new_markdown_cell, **entry):
    """Return a cell of nbgrader's."""
    entry = {"schema_version": 3, "grade_id": name, "solution": False, "grade": False, "task": False} | entry
    return make(source, id=name, metadata={"nbgrader": {"locked": not entry["solution"]} | entry})


def lesson():
    """Return a notebook with a written answer, code that a person marks, a task, and an answer with its test."""
    begin, end = "### BEGIN SOLUTION\n", "\n### END SOLUTION"
    cells = [
        cell(f"{begin}why{end}", "written", solution=True, grade=True, points=3),
        cell(f"{begin}x = 1{end}", "by_hand", new_code_cell, solution=True, grade=True, points=2),
        cell("Draw it.", "task", task=True, points=4),
        cell(f"{begin}y = 1{end}", "answer", new_code_cell, solution=True),
        cell("assert y == 1", "test", new_code_cell, grade=True, points=1),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def nbgrader(root, *arguments):
    """Run stock nbgrader."""
    tool = Path(sys.executable).with_name("nbgrader")
    env = os.environ | {"PATH": f"{tool.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([tool, *arguments], cwd=root, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def submit(root, student, notebooks=("one",), **answers):
    """Hand in notebooks of the lesson, with answers in place of some starters."""
    for name in notebooks:
        notebook = nbformat.read(root / "release" / "1-two" / f"{name}.ipynb", as_version=4)
        for each in notebook.cells:
            each.source = answers.get(each.metadata.nbgrader.grade_id, each.source)
        path = root / "submitted" / student / "1-two" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)


def rows(root):
    """Return what the gradebook holds of grades and comments."""
    with sqlite3.connect(root / "gradebook.db") as database:
        return database.execute(GRADES).fetchall(), database.execute(COMMENTS).fetchall()


def by_hand(root):
    """Mark by hand, as the formgrader does, a written answer, code and a task; give extra credit for a test."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "two") as book:
        for name, mark in (("written", 2), ("by_hand", 1), ("task", 3)):
            grade = book.find_grade(name, "one", "1-two", "changed")
            grade.manual_score, grade.needs_manual_grade = mark, False
        book.find_grade("test", "one", "1-two", "changed").extra_credit = 0.5
        book.find_comment("written", "one", "1-two", "changed").manual_comment = "Well said."
        book.db.commit()


def outcomes(executed):
    """Return the outcomes of an executed notebook's tests, as the execute step has them."""
    failed = any(each.output_type == "error" for each in executed.cells[-1].outputs)
    verdict = Verdict.FAILED if failed else Verdict.PASSED
    waiting = {name: Outcome(Verdict.NOT_RUN, None, 2.0) for name in ("written", "by_hand")}
    return waiting | {"test": Outcome(verdict, 0.0 if failed else 1.0, 1.0)}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A course with a lesson of two notebooks, handed out by stock nbgrader."""
    root = tmp_path_factory.mktemp("stock")
    for name in ("one", "two"):
        path = root / "source" / "1-two" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(lesson(), path)
    (root / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "two"\n', encoding="utf-8"
    )
    nbgrader(root, "generate_assignment", "1-two")
    return root


@pytest.fixture
def root(released, tmp_path):
    """A copy of it, to be written to."""
    return Path(shutil.copytree(released, tmp_path / "course"))


@pytest.fixture
def record(root):
    """Its gradebook as we open it."""
    config = load_config(root)
    with Record(CourseDirectory(config=config), config) as record:
        yield record


def executed(root, student, name="one"):
    """Return a notebook as stock nbgrader has executed it, which is how it stands in autograded/."""
    return nbformat.read(root / "autograded" / student / "1-two" / f"{name}.ipynb", as_version=4)


def test_the_same_as_stock_nbgrader_s(root, tmp_path):
    """Untouched and changed, marked by hand or not, one notebook handed in or both: the same scores and comments."""
    submit(root, "changed", **RIGHT)
    submit(root, "untouched", ("one", "two"))
    ours = Path(shutil.copytree(root, tmp_path / "ours"))
    config = load_config(ours)
    for _ in range(2):
        nbgrader(root, "autograde", "1-two", "--force")
        with Record(CourseDirectory(config=config), config) as record:
            for student, name in (("changed", "one"), ("untouched", "one"), ("untouched", "two")):
                done = executed(root, student, name)
                recorded = record.put(student, "1-two", name, done, outcomes(done))
                due = scores(done, outcomes(done))
                assert {key: recorded.marks[key].auto for key in due} == due
            record.not_handed_in("changed", "1-two", "two")
        assert rows(ours) == rows(root)
        by_hand(root)
        by_hand(ours)
    grades, comments = rows(ours)
    assert ("untouched", "one", "written", 0.0, None, None, 0) in grades
    assert ("untouched", "one", "answer", "No response.", None) in comments
    assert ("changed", "one", "written", None, "Well said.") in comments
    assert ("changed", "two", "task", 0.0, None, None, 0) in grades


def put(record, student, name, notebook=None, timestamp=None):
    """Record the lesson's source, or another notebook, as handed in by a student with its test passed."""
    notebook = notebook or lesson()
    for each in notebook.cells:
        if each.cell_type == "code":
            each.outputs = []
    return record.put(student, "1-two", name, notebook, outcomes(notebook), timestamp)


def test_each_notebook_of_a_lesson_is_recorded_by_itself(record):
    """What is put, held or marked in one changes nothing in the other; the time is that of both."""
    time = datetime(2026, 3, 1, 12)
    put(record, "ada", "one", timestamp=time)
    both = [record.find("ada", "1-two", name) for name in ("one", "two")]
    assert [each.marks["test"].score for each in both] == [1.0, None]
    assert [each.timestamp for each in both] == [time, time]
    put(record, "ada", "two")
    record.hold("ada", "1-two", "one", "a reason")
    both = [record.find("ada", "1-two", name) for name in ("one", "two")]
    assert [each.marks["test"].score for each in both] == [None, 1.0]
    record.set_time("ada", "1-two", "two", datetime(2026, 3, 2))
    assert record.find("ada", "1-two", "one").timestamp == datetime(2026, 3, 2)
    assert record.students == ["ada"] and len(record.known) == 2


def test_a_notebook_that_comes_late_leaves_no_silent_0(record):
    """Given 0 as not handed in, a task of it waits for a person once it is there; stock nbgrader leaves the 0."""
    recorded = record.not_handed_in("ada", "1-two", "two")
    assert recorded.score == 0 and recorded.marks["task"].auto == 0
    recorded = put(record, "ada", "two")
    assert recorded.marks["task"].score is None and recorded.marks["test"].score == 1
    grade = record.gradebook.find_grade("task", "two", "1-two", "ada")
    assert grade.needs_manual_grade
    grade.manual_score, grade.needs_manual_grade = 3, False
    record.gradebook.db.commit()
    assert record.not_handed_in("ada", "1-two", "two").marks["task"].score == 3
    assert put(record, "ada", "two").marks["task"].score == 3
    assert not record.gradebook.find_grade("task", "two", "1-two", "ada").needs_manual_grade


def test_held_is_told_of_what_was_not_handed_in_no_more(record):
    """The note of an earlier fault goes with the fault."""
    record.hold("ada", "1-two", "two", "a fault")
    record.not_handed_in("ada", "1-two", "two")
    assert record.gradebook.find_comment("written", "two", "1-two", "ada").auto_comment is None


def test_a_notebook_that_the_lesson_gets_later(root):
    """Who has handed in before it was there gets an entry for it, and keeps what was recorded."""
    shutil.rmtree(root / "release")
    (root / "gradebook.db").unlink()
    second = root / "source" / "1-two" / "two.ipynb"
    kept = second.read_bytes()
    second.unlink()
    nbgrader(root, "generate_assignment", "1-two")
    config = load_config(root)
    with Record(CourseDirectory(config=config), config) as record:
        put(record, "ada", "one")
        with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "two") as book:
            book.add_notebook("two", "1-two")
            book.add_grade_cell("test", "two", "1-two", max_score=1, cell_type="code")
        second.write_bytes(kept)
        record.gradebook.db.expire_all()
        recorded = record.put("ada", "1-two", "two", new_notebook(), {"test": Outcome(Verdict.PASSED, 1.0, 1.0)})
        assert recorded.marks["test"].score == 1
        assert record.find("ada", "1-two", "one").marks["test"].score == 1


def test_nothing_of_a_refused_change_is_left(record):
    """A notebook of which the lesson knows nothing, or a fault within: no student, no half of an entry."""
    with pytest.raises(MissingEntry):
        record.not_handed_in("ada", "1-two", "three")
    with sqlite3.connect(record.coursedir.db_url.removeprefix("sqlite:///")) as database:
        assert database.execute("SELECT count(*) FROM student").fetchone() == (0,)
    assert record.find("ada", "1-two", "three") is None and record.students == []


def test_halves_of_characters_are_in_no_starter():
    """An answer that cannot be hashed was changed."""
    assert not is_untouched(cell("\ud83d", "written", solution=True, checksum="x"))
    assert not is_untouched(cell("text", "given"))
