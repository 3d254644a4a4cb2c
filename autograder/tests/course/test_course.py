"""What a course's folder holds: lessons in the order in which people count, one notebook each."""

import nbformat
import pytest

from autograder.bank import summary
from autograder.course import lessons
from autograder.errors import LessonError


@pytest.fixture
def root(tmp_path):
    """A course of lessons 1, 2 and 10."""
    for name in ("10-last", "2-second", "1-first"):
        folder = tmp_path / "solutions" / name
        folder.mkdir(parents=True)
        nbformat.write(nbformat.v4.new_notebook(), folder / "x.ipynb")
    return tmp_path


def test_lessons_are_in_the_order_of_their_numbers(root):
    """Lesson 10 comes after lesson 2; names without a number come, too."""
    (root / "solutions" / "more").mkdir()
    nbformat.write(nbformat.v4.new_notebook(), root / "solutions" / "more" / "x.ipynb")
    assert [each.name for each in lessons.lessons(root)] == ["1-first", "2-second", "10-last", "more"]


def test_two_notebooks_are_no_lesson(root):
    """Both are named, and what systems leave beside a notebook is none."""
    folder = root / "solutions" / "2-second"
    nbformat.write(nbformat.v4.new_notebook(), folder / "._x.ipynb")
    assert lessons.lesson("2-second", root).notebook.cells == []
    nbformat.write(nbformat.v4.new_notebook(), folder / "zz.ipynb")
    with pytest.raises(LessonError, match=r"2-second: holds two notebooks or more: x.ipynb, zz.ipynb; which"):
        _ = lessons.lesson("2-second", root).notebook
    assert lessons.lesson("10-last", root).notebook.cells == []


def test_the_table_names_lessons_by_their_numbers():
    """Of lesson 10 both digits."""
    assert "| 10 `get_initializer` |" in summary.page({("10-last", "get_initializer"): summary.Counts()}, "bank")
