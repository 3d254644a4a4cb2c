"""What the course consists of: lessons, each a notebook in its folder of sources, and their exercises."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from autograder import cells
from autograder.cells import Exercise
from autograder.course.convert import load_config, source_directory
from autograder.course.source import read_notebook
from autograder.errors import CourseError, LessonError

CONFIG = "nbgrader_config.py"


def find_root(start: str | Path | None = None) -> Path:
    """Return the folder of the course that start lies in, the current folder where it is None.

    It is the nearest one, upward, that holds an nbgrader_config.py; raises CourseError where there is none.
    """
    start = Path.cwd() if start is None else Path(start).absolute()
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder
    raise CourseError(f"{start}: no {CONFIG} here or in a folder above; go to the folder of the course")


@dataclass(frozen=True)
class Lesson:
    """One notebook of a lesson: its folder's name, which is also nbgrader's assignment id, and the source's path.

    As in nbgrader, an assignment may consist of several notebooks; then each is one of these, all of the same name.
    """

    name: str
    path: Path

    @cached_property
    def notebook(self) -> NotebookNode:
        """The source notebook; raises LessonError where it is none."""
        return read_notebook(self.path)

    @cached_property
    def exercises(self) -> list[Exercise]:
        """The exercises, in the order of the lesson; raises LessonError as cells.exercises() does."""
        return cells.exercises(self.notebook, str(self.path))

    @property
    def points(self) -> int:
        """The points of all exercises."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def is_marked(self) -> bool:
        """Whether the notebook has cells with points; what cannot be read is taken for one that has."""
        try:
            return any(map(cells.is_marked, self.notebook.cells))
        except LessonError:
            return True


def lessons(root: str | Path | None = None, source: str | None = None) -> list[Lesson]:
    """Return the lessons of the course at root, find_root() where it is None, in order.

    source: their folder, that of the course's configuration where it is None. A notebook without marked cells that lies
    beside one that has some is none.
    """
    root = find_root() if root is None else root
    source = source_directory(load_config(root)) if source is None else source
    by_folder: dict[str, list[Path]] = {}
    for path in sorted(Path(root, source).glob("*/*.ipynb"), key=lambda path: natural(path.stem)):
        if not path.parent.name.startswith(".") and not path.name.startswith("."):
            by_folder.setdefault(path.parent.name, []).append(path)
    names = sorted(by_folder, key=natural)
    return [lesson for name in names for lesson in those_marked([Lesson(name, path) for path in by_folder[name]])]


def those_marked(found: list[Lesson]) -> list[Lesson]:
    """Return those of a folder's notebooks that have marked cells, the first where none has; one alone is not read."""
    return [found[0]] if len(found) == 1 else [each for each in found if each.is_marked] or found[:1]


def natural(name: str) -> list[tuple[int, str]]:
    """Return what a name is sorted by so that lesson 10 comes after lesson 2."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"([0-9]+)", name)]


def once(found: Sequence[Lesson]) -> list[Lesson]:
    """Return one Lesson for each name, the first, for what is done with a whole assignment."""
    return list({each.name: each for each in reversed(found)}.values())[::-1]


def parts(name: str, root: str | Path | None = None, source: str | None = None) -> list[Lesson]:
    """Return the notebooks of the lesson of that name, or of that number: "1" is 1-embedding-matrix.

    Raises LessonError where there is none.
    """
    known = lessons(root, source)
    found = [each for each in known if name in (each.name, each.name.partition("-")[0])]
    if not found:
        names = ", ".join(each.name for each in once(known)) or "none"
        raise LessonError(f"no lesson is called {name}; the lessons are: {names}")
    return [each for each in found if each.name == found[0].name]


def lesson(name: str, root: str | Path | None = None, source: str | None = None) -> Lesson:
    """Return the first notebook of a lesson, as parts() finds them."""
    return parts(name, root, source)[0]
