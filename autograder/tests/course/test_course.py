"""What a course's folder holds: lessons in the order in which people count, of one notebook or several."""

from copy import deepcopy

import nbformat
import pytest

from autograder.bank import summary
from autograder.course import lessons, release
from autograder.course.convert import load_config
from autograder.errors import LessonError
from autograder.tests import small


@pytest.fixture
def root(tmp_path):
    """A course of lessons 1, 2 and 10."""
    for name in ("10-last", "2-second", "1-first"):
        folder = tmp_path / "solutions" / name
        folder.mkdir(parents=True)
        nbformat.write(nbformat.v4.new_notebook(), folder / "x.ipynb")
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.source_directory = 'solutions'\n")
    return tmp_path


def test_lessons_are_in_the_order_of_their_numbers(root):
    """Lesson 10 comes after lesson 2; names without a number come, too."""
    (root / "solutions" / "more").mkdir()
    nbformat.write(nbformat.v4.new_notebook(), root / "solutions" / "more" / "x.ipynb")
    assert [each.name for each in lessons.lessons(root)] == ["1-first", "2-second", "10-last", "more"]


def test_a_notebook_alone_is_a_lesson(root, monkeypatch):
    """What systems leave beside it is none; what it holds is not read for that."""
    nbformat.write(nbformat.v4.new_notebook(), root / "solutions" / "2-second" / "._x.ipynb")
    monkeypatch.setattr(lessons, "read_notebook", None)
    assert [each.path.name for each in lessons.lessons(root)] == ["x.ipynb"] * 3
    assert lessons.lesson("2", root).name == "2-second"


def test_an_assignment_may_consist_of_several_notebooks(root):
    """Each that has marked cells is one; where none has any, the first stands alone."""
    folder = root / "solutions" / "2-second"
    for name in ("problem10", "problem2"):
        nbformat.write(small.source(), folder / f"{name}.ipynb")
    assert [each.path.stem for each in lessons.parts("2", root)] == ["problem2", "problem10"]
    assert lessons.lesson("2-second", root).path.stem == "problem2"
    assert [each.name for each in lessons.lessons(root)] == ["1-first", "2-second", "2-second", "10-last"]
    assert [each.name for each in lessons.once(lessons.lessons(root))] == ["1-first", "2-second", "10-last"]
    nbformat.write(nbformat.v4.new_notebook(), root / "solutions" / "10-last" / "zz.ipynb")
    assert [each.path.name for each in lessons.parts("10", root)] == ["x.ipynb"]
    (folder / "zz.ipynb").write_text("{")
    broken = lessons.parts("2", root)[-1]
    with pytest.raises(LessonError, match=r"zz.ipynb: the notebook cannot be read \("):
        _ = broken.notebook
    with pytest.raises(LessonError, match=r"no lesson is called 3; the lessons are: 1-first, 2-second, 10-last$"):
        lessons.parts("3", root)


def test_lessons_lie_where_nbgrader_has_them(root):
    """In the folder that the configuration names, nbgrader's own where it names none, or that is asked for."""
    (root / "solutions").rename(root / "source")
    assert [each.name for each in lessons.lessons(root, "source")] == ["1-first", "2-second", "10-last"]
    assert lessons.lesson("10", root, "source").name == "10-last" and lessons.lessons(root) == []
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    assert lessons.lesson("10", root).path == root / "source" / "10-last" / "x.ipynb"


@pytest.mark.parametrize("section", [{}, {"release_directory": "mine"}])
def test_a_converter_leaves_the_configuration_as_it_was(tmp_path, section):
    """What is changed for one run is of that run alone."""
    root = small.make_course(tmp_path)
    config = load_config(root)
    config.CourseDirectory.update(section)
    before = deepcopy(config)
    release.release(lessons.lessons(root)[0], tmp_path / "out", config)
    assert config == before and (tmp_path / "out" / small.NOTEBOOK).is_file()


def test_the_table_names_lessons_by_their_numbers():
    """Of lesson 10 both digits."""
    assert "| 10 `get_initializer` |" in summary.page({("10-last", "get_initializer"): summary.Counts()}, "bank")
