"""Lessons as other people publish them: nbgrader's own course and the notebooks that it tests itself with.

Of each that is a lesson the untouched and the solved notebook can be handed in; one that is none is refused in a line.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_solution

from autograder.cells import columns, grade_id_of, points
from autograder.course import lessons, release, skeleton
from autograder.course.convert import load_config, source_directory
from autograder.errors import LessonError
from autograder.prepare.idle import idle_cells
from autograder.prepare.notebook import parse
from autograder.prepare.rebuild import prepared

MATERIAL = Path(nbgrader.__file__).parent / "tests"
FILES = sorted(MATERIAL.glob("*/files/*.ipynb"))
# What nbgrader itself refuses, and a line of ours on it.
REFUSED = {
    "apps/test-no-metadata": "ClearSolutions refuses it (RuntimeError: Solution region detected in a non-solution cell",
    "apps/test-no-metadata-autotest": "InstantiateTests refuses it (AutoTest region detected in a non-grade cell; ",
    "apps/test-v0-invalid": "a cell is marked as answer, but has no grade_id: def pyramidal_number(n):",
    "apps/too-new": "nbgrader's metadata of version 10 are not known here",
    "preprocessors/bad-markdown-cell-1": "foo has points, but is a text that the student does not write",
    "preprocessors/bad-markdown-cell-2": "a cell is marked as written answer, but has no grade_id: this is",
    "preprocessors/blank-grade-id": "a cell is marked as test, but has no grade_id: print(",
    "preprocessors/blank-points": "id1 has no number of points: None",
    "preprocessors/duplicate-grade-ids": "two cells have the grade_id id1; give one of them another",
    "preprocessors/submitted-grade-cell-type-changed": "bar has points, but is a text",
    "ui-tests/submitted-grade-cell-type-changed": "bar has points, but is a text",
}


def course(root, *paths):
    """Return the lessons of a new course of notebooks, in one assignment, and its configuration."""
    folder = root / "source" / "ps1"
    folder.mkdir(parents=True)
    for path in paths:
        shutil.copy(path, folder)
    shutil.copy(MATERIAL / "apps" / "files" / "autotests.yml", root)
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    return lessons.lessons(root, "source"), load_config(root)


def handed_in(notebook, made, visible):
    """Return what a notebook becomes that is handed in for a lesson."""
    found = prepared(made, parse(nbformat.writes(notebook).encode(), "x.ipynb"), visible)
    nbformat.validate(found.notebook)
    assert idle_cells(found.notebook, made) <= {cell.id for cell in made.cells}
    return found


def released(made, visible):
    """Return a lesson as its students get it."""
    notebook = nbformat.from_dict(made)
    for cell in notebook.cells:
        cell.source = visible.get(grade_id_of(cell), cell.source)
    return notebook


def check(lesson, config):
    """Hand in a lesson, untouched and solved, with its metadata and ids, and without ids as old editors save it."""
    made = skeleton.make(lesson, config)
    again = skeleton.make(lessons.Lesson(lesson.name, lesson.path), config)
    assert made == again
    if not lesson.is_marked:
        return
    visible = skeleton.visible_tests(made, config)
    for strip in (False, True):
        untouched, solved = released(made, visible), nbformat.from_dict(lesson.notebook)
        for notebook in (untouched, solved):
            if strip:
                notebook.nbformat_minor = 2
                for cell in notebook.cells:
                    del cell["id"]
        found = handed_in(untouched, made, visible)
        assert found.plain is None and found.remarks == ()
        assert [cell.source for cell in found.notebook.cells] == [cell.source for cell in made.cells]
        assert [cell.id for cell in found.notebook.cells] == [cell.id for cell in made.cells]
        found = handed_in(solved, made, visible)
        answers = {grade_id_of(cell): cell.source.strip() for cell in solved.cells if is_solution(cell)}
        assert {grade_id_of(each): each.source.strip() for each in found.notebook.cells if is_solution(each)} == answers


def parameter(path):
    """Return a file as a parameter of a test; nbgrader runs a kernel for tests that are to be filled in."""
    name = f"{path.parent.parent.name}/{path.stem}"
    return pytest.param(path, id=name, marks=[pytest.mark.slow] if "AUTOTEST" in path.read_text() else [])


@pytest.mark.parametrize("path", [parameter(path) for path in FILES])
def test_nbgraders_own_notebooks(tmp_path, path):
    """Of whatever age, with whatever in them."""
    (lesson,), config = course(tmp_path, path)
    before = lesson.path.read_bytes()
    try:
        check(lesson, config)
        refused = ""
    except LessonError as error:
        refused = str(error)
    due = REFUSED.get(f"{path.parent.parent.name}/{path.stem}", "")
    assert due in refused and bool(due) == bool(refused), refused
    assert "\n" not in refused and lesson.path.read_bytes() == before


@pytest.mark.slow
def test_nbgraders_own_course(tmp_path):
    """What `nbgrader quickstart` makes: two notebooks an assignment, a header, and a folder that is called source."""
    subprocess.run([sys.executable, "-m", "nbgrader", "quickstart", "quick"], cwd=tmp_path, check=True)
    root = tmp_path / "quick"
    config = load_config(root)
    found = lessons.lessons(root, source_directory(config))
    assert [(each.name, each.path.stem) for each in found] == [("ps1", "problem1"), ("ps1", "problem2")]
    for each in found:
        check(each, config)
        names = list(columns(each.notebook))
        assert names and set(points(each.notebook)) == set(names) and sum(points(each.notebook).values()) > 0
    changed = release.release_all(found, root / "release", config)
    assert {Path("ps1/problem1.ipynb"), Path("ps1/problem2.ipynb")} < set(changed)


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["apps/files/test-v0", "apps/files/test-v1", "apps/files/test-v2", "preprocessors/files/cell-type-changed"]
)
def test_what_nbgrader_does_not_read_is_released_and_registered(tmp_path, path):
    """Without `nbgrader update`, and without a change to the source; what students get can be handed in."""
    (lesson,), config = course(tmp_path, MATERIAL / f"{path}.ipynb")
    before = lesson.path.read_bytes()
    release.release_all([lesson], tmp_path / "release", config)
    skeleton.register(lesson, config)
    made = skeleton.make(lesson, config)
    student = nbformat.read(tmp_path / "release" / "ps1" / lesson.path.name, as_version=4)
    assert handed_in(student, made, skeleton.visible_tests(made, config)).remarks == ()
    with Gradebook(CourseDirectory(config=config).db_url) as gradebook:
        assert gradebook.find_assignment("ps1").max_score == sum(points(lesson.notebook).values())
    assert bool(sum(points(lesson.notebook).values())) == ("test-v" in path)
    assert lesson.path.read_bytes() == before
