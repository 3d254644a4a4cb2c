"""What a cell is in a lesson, the contract of our metadata, and the one parser of exercises.

nbgrader's entry, metadata["nbgrader"], says what a cell is; view() reads it. Our own, metadata["autograder"] (MARK), is
written and read by these and no others:

  in a cell
    own       true: the student has written it, or changed it. By prepare/pieces.py; read by prepare/idle.py, execute
              (is_students) and the page of feedback.
    shown     of a test: how many of its outputs come from the part that students have. By execute/run.py, before the
              hidden part runs; for who reads the executed notebook.
    verdict, message, mistake
              of a test or a written answer: what its student is told. By grading, once a submission is executed, in
              place of what stood there; read by the page of feedback.
  in a notebook
    digest    the hash of what was handed in and executed to this notebook; "" where that is to be done again. By
              grading; read by its next run.
    receipt, file
              the digest of the cells that were handed in, see receipt(), which the student's own notebook shows, too
              (solutions/desk.py), and the file's name. By grading; read by the page of feedback.
    asked     the grade_ids of the answers at which its student asks for another look, "" for one that could not be made
              out. By grading; read by the page of feedback.
    remarks   lines on what was handed in. By grading; read by the page of feedback.
    held      why nothing was executed, in one line: the notebook only stands in for one. By grading; read by the page.

A notebook without this entry was executed by somebody else: the page shows none of its outputs, and the preprocessor
doors/autograde.py, which executes anew, takes all these entries out before.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from autograder.errors import LessonError

MARK = "autograder"
NOTHING: Mapping[str, Any] = MappingProxyType({})
# The heading of an exercise.
HEADING = re.compile(r"^#+ Exercise (?P<number>\d+) - (?P<title>.+) \((?P<points>\d+) points?\)$", re.MULTILINE)


class Kind(StrEnum):
    """What a cell is in a lesson."""

    ANSWER = "answer"  # code that the student writes
    WRITTEN = "written answer"  # text that the student writes, which a person marks
    TEST = "test"
    TASK = "task"  # text that says what to do in cells of one's own, which a person marks
    GIVEN = "given"  # code or text that is not the student's to edit
    OWN = "own"  # the student's
    TEACHING = "teaching"  # code that the student may edit
    PROSE = "prose"


@dataclass(frozen=True)
class View:
    """A cell as nbgrader's metadata has it: grade_id is "" where it has none, points are 0 where it is not marked."""

    grade_id: str
    kind: Kind
    points: float


@dataclass(frozen=True)
class Heading:
    """The heading of an exercise."""

    number: int
    title: str
    points: int


@dataclass(frozen=True)
class Exercise:
    """One exercise: its heading, its starter cell and its test cells.

    name is the name that the starter defines and the grade_id of its cell.
    """

    number: int
    title: str
    points: int
    name: str
    starter: NotebookNode
    tests: tuple[NotebookNode, ...] = ()


def receipt(cells: Iterable[object]) -> str:
    """Return the digest of a notebook's cells, in three groups: of each its type and its text, whatever it printed.

    cells: as JSON has them; what is none is left out. solutions/desk.py tells students the same of what they saved.
    """
    parts = [[str(cell.get("cell_type")), source_of(cell.get("source"))] for cell in cells if isinstance(cell, dict)]
    line = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    digits = hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{digits[:4]} {digits[4:8]} {digits[8:12]}"


def source_of(source: object) -> str:
    """Return a cell's text, stored as one text or as a list of lines, with the line ends that editors agree on."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source.replace("\r\n", "\n").replace("\r", "\n") if isinstance(source, str) else ""


def view(cell: NotebookNode) -> View:
    """Return what a cell is."""
    points = entry(cell).get("points") if is_marked(cell) else 0
    return View(grade_id_of(cell) or "", kind_of(cell), float(points) if isinstance(points, (int, float)) else 0.0)


def entry(cell: NotebookNode) -> Mapping[str, Any]:
    """Return nbgrader's entry in a cell's metadata, to be read; an empty one where there is none."""
    found = cell.metadata.get("nbgrader")
    return found if isinstance(found, NotebookNode) else NOTHING


def grade_id_of(cell: NotebookNode) -> str | None:
    """Return a cell's grade_id, None where it has none."""
    found = entry(cell).get("grade_id")
    return found if isinstance(found, str) and found else None


def kind_of(cell: NotebookNode) -> Kind:
    """Return what kind of cell it is."""
    is_code = cell.cell_type == "code"
    if is_solution(cell):
        return Kind.ANSWER if is_code else Kind.WRITTEN
    if is_task(cell):
        return Kind.TASK
    if is_grade(cell):
        return Kind.TEST if is_code else Kind.WRITTEN
    if is_locked(cell):
        return Kind.GIVEN
    if own_mark(cell).get("own"):
        return Kind.OWN
    return Kind.TEACHING if is_code else Kind.PROSE


def own_mark(cell: NotebookNode) -> Mapping[str, Any]:
    """Return our own entry in the metadata of a cell or a notebook, to be read; an empty one where there is none."""
    found = cell.metadata.get(MARK)
    return found if isinstance(found, NotebookNode) else NOTHING


def is_test(cell: NotebookNode) -> bool:
    """Tell whether a cell is a test: what it ends in is a mark."""
    return cell.cell_type == "code" and bool(is_grade(cell)) and not is_solution(cell)


def is_marked(cell: NotebookNode) -> bool:
    """Tell whether a cell has points, given by its test or by a person."""
    return bool(is_grade(cell) or is_task(cell))


def is_students(cell: NotebookNode) -> bool:
    """Tell whether the student has written a cell, or changed it."""
    return bool(is_solution(cell) or own_mark(cell).get("own"))


def editable(cell: NotebookNode) -> bool:
    """Tell whether a cell of the lesson is the student's to edit: no answer, no test, not locked, no prose."""
    return cell.cell_type == "code" and not (is_solution(cell) or is_grade(cell) or is_locked(cell))


def owners(notebook: NotebookNode) -> dict[str, str]:
    """Return {a test cell's grade_id: the grade_id of the answer above it} of a lesson."""
    found, answer = {}, ""
    for cell in notebook.cells:
        if is_solution(cell):
            answer = cell.metadata.nbgrader.grade_id
        elif is_test(cell):
            found[cell.metadata.nbgrader.grade_id] = answer
    return found


def language_of(notebook: NotebookNode) -> str:
    """Return the language of a notebook's code, in small letters; "python" where the notebook does not say."""
    for part, key in (("kernelspec", "language"), ("language_info", "name")):
        found = notebook.metadata.get(part)
        said = found.get(key) if isinstance(found, dict) else None
        if isinstance(said, str) and said:
            return "python" if said.lower() == "ipython" else said.lower()
    return "python"


def heading_in(cell: NotebookNode) -> Heading | None:
    """Return the heading of an exercise that a text of the lesson's holds, None where it holds none."""
    found = HEADING.search(cell.source) if cell.cell_type == "markdown" else None
    return Heading(int(found["number"]), found["title"], int(found["points"])) if found else None


def numbers(cells: Iterable[NotebookNode]) -> dict[str, int]:
    """Return {grade_id of an answer: the number of the last heading above it}; without one it is left out."""
    found, heading = {}, None
    for cell in cells:
        heading = heading_in(cell) or heading
        if heading is not None and is_solution(cell):
            found[grade_id_of(cell) or ""] = heading.number
    return found


def exercises(notebook: NotebookNode, where: str) -> list[Exercise]:
    """Return the exercises of a lesson, in its order: each a heading, an answer's cell and the tests below that.

    A heading may also stand above what a person marks, which is none of these. where: how the lesson is called in
    messages. Raises LessonError when a heading has no answer below it, an answer no heading, or a test no answer.
    """
    found: list[tuple[Heading, NotebookNode, list[NotebookNode]]] = []
    heading: Heading | None = None
    for cell in notebook.cells:
        heading = heading_in(cell) or heading
        kind, name = kind_of(cell), grade_id_of(cell) or ""
        if kind is Kind.ANSWER:
            if heading is None:
                raise LessonError(f"{where}: {name} has no heading 'Exercise n - title (points)' above it")
            found.append((heading, cell, []))
            heading = None
        elif kind is Kind.TEST:
            owner = grade_id_of(found[-1][1]) if found else "no exercise"
            if name not in {f"test_{owner}", f"test_{owner}_basic", f"test_{owner}_edge"}:
                raise LessonError(f"{where}: the test cell {name} stands below {owner}")
            found[-1][2].append(cell)
        elif kind in (Kind.WRITTEN, Kind.TASK):
            heading = None
    if heading is not None:
        raise LessonError(f"{where}: exercise {heading.number} has no starter cell")
    return [
        Exercise(each.number, each.title, each.points, grade_id_of(starter) or "", starter, tuple(tests))
        for each, starter, tests in found
    ]


def columns(notebook: NotebookNode) -> dict[str, list[str]]:
    """Return {exercise: grade_ids of its marked cells}, and after these what belongs to no numbered exercise.

    Of that each marked cell is one by itself; so is every one where the lesson's exercises cannot be told.
    """
    try:
        known = exercises(notebook, "")
    except LessonError:
        known = []
    found = {each.name: [name for cell in (each.starter, *each.tests) if (name := marked(cell))] for each in known}
    placed = {name for names in found.values() for name in names}
    return found | {name: [name] for cell in notebook.cells if (name := marked(cell)) and name not in placed}


def marked(cell: NotebookNode) -> str | None:
    """Return the grade_id of a cell that has points, None for any other."""
    return grade_id_of(cell) if is_marked(cell) else None


def points_by_cell(notebook: NotebookNode) -> dict[str, float]:
    """Return {grade_id: its points} of the marked cells, in order."""
    return {name: view(cell).points for cell in notebook.cells if (name := marked(cell))}


def points(notebook: NotebookNode) -> dict[str, float]:
    """Return {column, as in columns(): its points}."""
    each = points_by_cell(notebook)
    return {column: sum(each[name] for name in names) for column, names in columns(notebook).items()}
