"""Says what went wrong first, where a test fails for what is not in the answer: for people, it decides no mark."""

import builtins
import re

from nbgrader.utils import is_locked, is_solution

from autograder.prepare import MARK

# Names that a line at the top of a cell binds. Students' text is searched, not parsed: any of it may be no Python.
BOUND = re.compile(
    r"^(?:(?:async +)?def +(\w+)|class +(\w+)|(?:async +)?for +(\w+) +in\b|(\w+)(?: *:[^=\n]*)? *=(?!=))", re.MULTILINE
)
PYTHON = {name for name in dir(builtins) if not name.startswith("_")}
LARGEST = 100_000


def bound(source):
    """Return the names that lines at the top of a cell bind."""
    return {name for found in BOUND.findall(source[:LARGEST]) for name in found if name}


def is_own(cell):
    """Tell whether a student has written a cell."""
    return cell.cell_type == "code" and (is_solution(cell) or bool(cell.metadata.get(MARK, {}).get("own")))


def first_error(cells, answer, reason):
    """Return, in a line, the first error of the student's own cells that explains why a test failed; "" without one.

    cells: of the executed notebook; answer: the grade_id, and name, of what is tested; reason: what the test said.
    """
    missing = re.search(r"NameError: name '(\w+)' is not defined", reason)
    wanted = {answer} | ({missing[1]} if missing else set())
    for cell in filter(is_own, cells):
        is_answer = is_solution(cell) and cell.metadata.nbgrader.grade_id == answer
        if not is_answer and not wanted & bound(cell.source):
            continue
        magic = re.match(r"\s*%%(\w+)", cell.source)
        if magic and missing:
            return f"the cell that defines it begins with %%{magic[1]}, which may keep no name"
        for output in cell.outputs:
            if output.output_type == "error" and output.ename not in ("NotImplementedError", "AssertionError"):
                told = " ".join(f"{output.ename}: {output.evalue}".split())[:160]
                return f"first, the answer's own cell ended in {told}" if told not in reason else ""
    return ""


def shadowed(cells, reason):
    """Return, in a line, which names of Python's or of the given cells the student's cells bind anew; "" if none."""
    if reason.startswith("NotImplementedError"):
        return ""
    known, found = set(PYTHON), set()
    answers = {cell.metadata.nbgrader.grade_id for cell in cells if is_solution(cell)}
    for cell in cells:
        if cell.cell_type == "code" and is_own(cell):
            found |= (bound(cell.source) & known) - answers
        elif cell.cell_type == "code" and is_locked(cell):
            known |= bound(cell.source)
            found -= bound(cell.source)
    if not found:
        return ""
    return f"your notebook gives {', '.join(sorted(found)[:5])} a meaning of its own: Python or the given cells need it"
