"""What the rest of the package reads in a cell's metadata: nbgrader's entry and our own."""

import re

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution

# The entry that this package makes in a cell's metadata: "own" where the student has written the cell.
MARK = "autograder"
# The heading of an exercise.
HEADING = re.compile(r"^#+ Exercise (?P<number>\d+) - (?P<title>.+) \((?P<points>\d+) points?\)$", re.MULTILINE)


def grade_id_of(cell):
    """Return the grade_id of a lesson's cell, None where it has none."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def is_test(cell):
    """Tell whether a cell is a test: what it ends in is a mark."""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def is_students(cell):
    """Tell whether the student has written a cell, or changed it."""
    return is_solution(cell) or bool(cell.metadata.get(MARK, {}).get("own"))


def editable(cell):
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
