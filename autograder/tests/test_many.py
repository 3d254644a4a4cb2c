"""A lesson of several notebooks: each has its rubric and its paper, and what is told is one mark."""

from types import SimpleNamespace

import nbformat
import pytest

from autograder import grading
from autograder.record import tables
from autograder.record.graded import Graded, Points
from autograder.settings import Settings
from autograder.tests import canned, small

pytestmark = pytest.mark.slow
OTHER = "other.ipynb"


@pytest.fixture
def root(tmp_path):
    """The small course, with a second notebook in its lesson whose exercises are called the same."""
    root = small.make_course(tmp_path / "course")
    nbformat.write(small.source(), root / "solutions" / small.LESSON / OTHER)
    return root


def hand_in(root, student, *, first=None, second=None):
    """Hand in the two notebooks, each with an answer to double; None leaves one out."""
    for name, answer in (("small.ipynb", first), (OTHER, second)):
        if answer is not None:
            path = root / "submitted" / student / small.LESSON / name
            path.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(small.handed_in(double=answer), path)


RIGHT = "def double(x):\n    return 2 * x"


def test_both_make_one_mark(root):
    """Exercises are told by the notebook's name; a wrong answer in one costs its own points; nothing changes again."""
    hand_in(root, "ada", first=RIGHT, second=RIGHT)
    hand_in(root, "bob", first=RIGHT, second=canned.WRONG)
    graded = canned.grade(root)
    assert {name: (each.mark, each.points) for name, each in graded.items()} == {"ada": (10, 10), "bob": (8, 10)}
    assert graded["bob"].marks == {
        **{"small/double": (2, 2), "small/halve": (3, 3), "other/double": (0, 2), "other/halve": (3, 3)}
    }
    assert set(graded["ada"].tests) == {
        f"{name}/test_{each}" for name in ("small", "other") for each in ("double", "halve")
    }
    for name in ("small", "other"):
        page = (root / "feedback" / "bob" / small.LESSON / f"{name}.html").read_text(encoding="utf-8")
        assert f"Mark: {5 if name == 'small' else 3} of 5" in page
    executor = canned.AtOnce()
    again = canned.grade(root, executor)
    assert not executor.jobs and {name: each.mark for name, each in again.items()} == {"ada": 10, "bob": 8}


def test_they_are_told_in_their_order():
    """Whichever notebook is done first."""
    papers = [
        SimpleNamespace(rubric=SimpleNamespace(notebook=name), graded=Graded("ada", "1", {"double": Points(1, 1)}))
        for name in ("problem2", "problem10")
    ]
    whole = grading.HandedIn(papers)
    assert whole.take(papers[1]) is None
    assert list(whole.take(papers[0]).marks) == ["problem2/double", "problem10/double"]


@pytest.mark.parametrize("kept", ["first", "second"])
def test_one_that_was_not_handed_in_is_none(root, kept):
    """As nbgrader has it, with a line that says so; handed in later, it is graded."""
    hand_in(root, "ada", **{kept: RIGHT})
    graded = canned.grade(root)["ada"]
    missing = OTHER if kept == "first" else "small.ipynb"
    assert (graded.mark, graded.points) == (5, 10) and f"{missing} was not handed in" in graded.remark
    assert canned.grade(root)["ada"].mark == 5
    hand_in(root, "ada", first=RIGHT, second=RIGHT)
    again = canned.grade(root)["ada"]
    assert again.mark == 10 and "not handed in" not in again.remark


def test_in_a_lesson_that_is_refused_nothing_is_recorded(root):
    """Nor is it said of a notebook that was left out that it was."""
    hand_in(root, "ada", first=RIGHT)
    course = grading.Grading(Settings.load(root))
    course.may_grade = lambda *_: False
    assert list(course.run(canned.AtOnce())) == [] and not (root / "autograded").exists()


def test_none_that_was_handed_in_is_held(root):
    """A folder without any of them is no work of no points."""
    (root / "submitted" / "ada" / small.LESSON).mkdir(parents=True)
    graded = canned.grade(root)["ada"]
    assert graded.mark is None and "missing, the folder is empty" in graded.held


@pytest.mark.parametrize("name", ["aa.ipynb", "zz.ipynb"])
def test_a_notebook_without_marked_cells_is_no_part(tmp_path, name):
    """An empty one beside the lesson, say: neither does it become the lesson by its name, nor is it missed."""
    root = small.make_course(tmp_path / "course")
    nbformat.write(nbformat.v4.new_notebook(), root / "solutions" / small.LESSON / name)
    small.submit(root, "ada")
    graded = canned.grade(root)["ada"]
    assert graded.marks == {"double": (2, 2), "halve": (3, 3)} and graded.remark == ""


def test_files_in_place_of_a_folder(root):
    """Each notebook beside the student's other files is the one of its name, and no second place of another."""
    hand_in(root, "ada", first=RIGHT, second=canned.HALF)
    folder = root / "submitted" / "ada" / small.LESSON
    for path in folder.iterdir():
        path.rename(folder.parent / path.name)
    folder.rmdir()
    graded = canned.grade(root)["ada"]
    assert graded.mark == 9 and graded.remark == "" and not graded.held


def test_one_that_is_broken_holds_the_mark(root):
    """The other is graded all the same, and the line says which it was."""
    hand_in(root, "ada", first=RIGHT, second=RIGHT)
    (root / "submitted" / "ada" / small.LESSON / OTHER).write_text("{", encoding="utf-8")
    graded = canned.grade(root)["ada"]
    assert graded.mark is None and f"{small.LESSON}/{OTHER}: not a notebook" in graded.held
    assert graded.marks["small/double"] == (2, 2) and graded.marks["other/double"] == (None, 2)


def test_what_is_handed_in_no_more_is_told_from_the_gradebook(root):
    """With the parts as one, and in the table in the order of the lesson's notebooks."""
    hand_in(root, "ada", first=RIGHT, second=RIGHT)
    hand_in(root, "bob", first=RIGHT, second=RIGHT)
    canned.grade(root)
    for path in (root / "submitted" / "ada" / small.LESSON).iterdir():
        path.unlink()
    (root / "submitted" / "ada" / small.LESSON).rmdir()
    (root / "submitted" / "ada").rmdir()
    settings = Settings.load(root)
    course = grading.Grading(settings)
    (ada,) = [each for each in course.run(canned.AtOnce()) if each.student == "ada"]
    assert ada.mark == 10 and "in submitted/ no more" in ada.remark
    table = tables.table([ada], small.LESSON, grading.points(course.lessons[small.LESSON]))
    assert "1 other/double, 2 other/halve, 3 small/double, 4 small/halve" in table and "10 / 10" in table
