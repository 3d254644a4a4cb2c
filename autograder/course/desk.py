"""What students are told of the course as a whole: the start page, and course.json, which it and each lesson read.

Both are made by `make lessons` where the sources have a start.ipynb; what shows them is the course's own, in this one
solutions/desk.py.
"""

import ast
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from traitlets import Unicode
from traitlets.config import Config, Configurable

from autograder import cells, text
from autograder.course.lessons import Lesson, once
from autograder.course.outputs import normalised
from autograder.course.source import read_notebook
from autograder.errors import LessonError
from autograder.files import write_json

START, COURSE = "start.ipynb", "course.json"
# What a link that students are given may lead to.
OUTSIDE = ("https://", "mailto:")
# A row of an opening's table of sections: | 1.1 The result first | 8 |
MINUTES = re.compile(r"^\|[^|\n]+\| *(\d+) *\|$", re.MULTILINE)


class Desk(Configurable):
    """What a student is told beside the lessons; what is empty is left out."""

    ask = Unicode("", help="Where students ask: a link, https://... or mailto:...").tag(config=True)
    report = Unicode("", help="Where they report mistakes of the course: a link, too").tag(config=True)
    hand_in = Unicode("", help="How they hand in, in one line; empty: the course's own words for it").tag(config=True)

    def told(self) -> dict[str, str]:
        """Return what is told; raises LessonError, in one line, where a link is none that a student can follow."""
        for name in ("ask", "report"):
            link = getattr(self, name)
            if link and (not link.startswith(OUTSIDE) or link in OUTSIDE or link.split() != [link]):
                raise LessonError(f"c.Desk.{name} = {text.shown(link, 80)!r}: no link, as https://... or mailto:... is")
        told = {"ask": self.ask, "report": self.report, "hand_in": " ".join(self.hand_in.split())}
        return {name: each for name, each in told.items() if each}


def lay(lessons: Sequence[Lesson], folder: Path, config: Config) -> None:
    """Write the start page of the lessons' course, what it imports and course.json to a folder.

    Nothing is written where the sources have no start page. Raises LessonError where one cannot be read, and for a link
    that is none.
    """
    for start in start_pages(lessons):
        notebook = read_notebook(start.path)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = []
        nbformat.write(normalised(notebook), folder / START)
        for name in imported(notebook):
            if (start.path.parent / name).is_file():
                shutil.copyfile(start.path.parent / name, folder / name)
        listed = [about(each) for each in once(lessons)]
        write_json(folder / COURSE, {"lessons": listed, **Desk(config=config).told()})


def start_pages(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Return the start page of the course of these lessons, as if it were one; none where there is no such page."""
    sources = {lesson.path.parent.parent for lesson in lessons}
    return [Lesson("start", source / START) for source in sorted(sources) if (source / START).is_file()]


def imported(notebook: NotebookNode) -> Iterator[str]:
    """Yield the names of the files that a notebook's cells import, if these lie beside it."""
    for cell in notebook.cells:
        nodes = ast.walk(ast.parse(cell.source)) if cell.cell_type == "code" else ()
        for node in nodes:
            if isinstance(node, ast.Import):
                yield from (f"{each.name}.py" for each in node.names)


def about(lesson: Lesson) -> dict[str, object]:
    """Return what course.json says of a lesson; the minutes only where its first cell has them."""
    opening = lesson.notebook.cells[0].source if lesson.notebook.cells else ""
    title = opening.partition("\n")[0].removeprefix("# ").strip() if opening.startswith("# ") else lesson.name
    minutes = sum(map(int, MINUTES.findall(opening)))
    told: dict[str, object] = {"folder": lesson.name, "notebook": lesson.path.name, "title": title}
    points = sum(cells.points(lesson.notebook).values())
    return told | {"points": points} | ({"minutes": minutes} if minutes else {})
