"""What the course consists of: lessons, each a notebook in solutions/, and their exercises."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbgrader.utils import is_grade, is_solution

from autograder.cells import HEADING
from autograder.errors import CourseError, LessonError

CONFIG = "nbgrader_config.py"


def find_root(start=None):
    """Return the folder of the course that start lies in, the current folder where it is None.

    It is the nearest one, upward, that holds an nbgrader_config.py; raises CourseError where there is none.
    """
    start = Path.cwd() if start is None else Path(start).absolute()
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder
    raise CourseError(f"{start}: no {CONFIG} here or in a folder above; go to the folder of the course")


@dataclass(frozen=True)
class Exercise:
    """One exercise: its heading, its starter cell and its test cells.

    name is the name that the starter defines and the grade_id of its cell.
    """

    number: int
    title: str
    points: int
    name: str
    starter: nbformat.NotebookNode
    tests: tuple


@dataclass(frozen=True)
class Lesson:
    """One lesson: the folder's name, which is also nbgrader's assignment id, and the source notebook's path.

    others: the names of more notebooks in the folder; with them nothing is done with the lesson.
    """

    name: str
    path: Path
    others: tuple = ()

    @cached_property
    def notebook(self):
        """The source notebook; raises LessonError where it is not the only one."""
        if self.others:
            names = ", ".join([self.path.name, *self.others])
            raise LessonError(
                f"{self.path.parent}: holds two notebooks or more: {names}; which is the lesson? Move others"
            )
        return nbformat.read(self.path, as_version=4)

    @cached_property
    def exercises(self):
        """The exercises, in the order of the lesson.

        Raises LessonError when a heading has no starter, a starter no heading, or a test cell no starter.
        """
        found, heading = [], None
        for cell in self.notebook.cells:
            if cell.cell_type == "markdown":
                heading = HEADING.search(cell.source) or heading
            elif is_solution(cell):
                name = cell.metadata.nbgrader.grade_id
                if heading is None:
                    raise LessonError(f"{self.path}: {name} has no heading 'Exercise n - title (points)' above it")
                number, points = int(heading["number"]), int(heading["points"])
                found.append(Exercise(number, heading["title"], points, name, cell, ()))
                heading = None
            elif is_grade(cell):
                owner = found[-1].name if found else "no exercise"
                test_id = cell.metadata.nbgrader.grade_id
                if test_id not in {f"test_{owner}", f"test_{owner}_basic", f"test_{owner}_edge"}:
                    raise LessonError(f"{self.path}: the test cell {test_id} stands below {owner}")
                last = found.pop()
                found.append(Exercise(*list(vars(last).values())[:-1], (*last.tests, cell)))
        if heading is not None:
            raise LessonError(f"{self.path}: exercise {heading['number']} has no starter cell")
        return found

    @property
    def points(self):
        """The points of the whole lesson."""
        return sum(exercise.points for exercise in self.exercises)


def lessons(root=None, source="solutions"):
    """Return the lessons of the course at root, find_root() where it is None, in order; source: their folder."""
    root = find_root() if root is None else root
    by_folder = {}
    for path in sorted((Path(root) / source).glob("*/*.ipynb")):
        if not path.parent.name.startswith(".") and not path.name.startswith("."):
            by_folder.setdefault(path.parent.name, []).append(path)
    found = sorted(by_folder.items(), key=lambda each: natural(each[0]))
    return [Lesson(name, path, tuple(each.name for each in others)) for name, (path, *others) in found]


def natural(name):
    """Return what a name is sorted by so that lesson 10 comes after lesson 2."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"([0-9]+)", name)]


def lesson(name, root=None):
    """Return the lesson of that name, or of that number: "1" is 1-embedding-matrix; raises LessonError without one."""
    for each in lessons(root):
        if name in (each.name, each.name.partition("-")[0]):
            return each
    known = ", ".join(each.name for each in lessons(root)) or "none"
    raise LessonError(f"no lesson is called {name}; the lessons are: {known}")
