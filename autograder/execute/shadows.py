"""Says what went wrong first, where a test fails for what is not in the answer: for people, it decides no mark."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from nbformat import NotebookNode
from nbgrader.utils import is_locked, is_solution

from autograder import language, words
from autograder.cells import is_students
from autograder.execute.scoring import errors
from autograder.verdicts import REFUSED, UNWRITTEN, Outcome, Verdict

LARGEST = 100_000
DEFINES = re.compile(r"^(?:def|class) +(\w+)", re.MULTILINE)


def explained(
    cells: Sequence[NotebookNode], owners: Mapping[str, str], outcomes: Mapping[str, Outcome]
) -> dict[str, Outcome]:
    """Return outcomes that say of tests that failed what went wrong first, where it was not in the test.

    cells: of the executed notebook; owners: {a test cell's grade_id: the grade_id of the answer that it tests}.
    """
    found = dict(outcomes)
    for test_id, outcome in outcomes.items():
        if outcome.verdict is Verdict.FAILED and not outcome.hidden:
            why = first_error(cells, owners.get(test_id, ""), outcome.reason) or shadowed(cells, outcome.reason)
            if why:
                found[test_id] = replace(outcome, reason=f"{outcome.reason[:300]} ({why})")
    return found


def bound(source: str) -> set[str]:
    """Return the names that lines at the top of a cell bind: searched for, not parsed, as it may be no Python."""
    return {name for found in language.BINDS.findall(source[:LARGEST]) for name in found if name}


def first_error(cells: Iterable[NotebookNode], answer: str, reason: str) -> str:
    """Return, in a line, the first error of the student's own cells that explains why a test failed; "" without one.

    cells: of the executed notebook; answer: the grade_id, and name, of what is tested; reason: what the test said.
    """
    missing = language.NO_NAME.search(reason)
    wanted = {answer} | ({missing["name"]} if missing else set())
    for cell in cells:
        if cell.cell_type != "code" or not is_students(cell):
            continue
        is_answer = is_solution(cell) and cell.metadata.nbgrader.grade_id == answer
        if not is_answer and not wanted & bound(cell.source):
            continue
        magic = language.CELL_MAGIC.match(cell.source)
        if magic and missing:
            return words.MAGIC(magic=magic["magic"])
        for error in errors(cell):
            if error.ename not in (*UNWRITTEN, *REFUSED):
                told = " ".join(f"{error.ename}: {error.evalue}".split())[:160]
                return words.FIRST_ERROR(error=told) if told not in reason else ""
    return ""


def shadowed(cells: Sequence[NotebookNode], reason: str) -> str:
    """Return, in a line, which names of Python's or of the given cells the student's cells bind anew; "" if none.

    Of a check that refuses what an answer gave back, only what the given cells define is named: the rest is likely no
    cause of it.
    """
    if reason.startswith(UNWRITTEN):
        return ""
    refused = reason.startswith(REFUSED) and " raised " not in reason
    known, found = set() if refused else set(language.NAMES), set[str]()
    answers = {cell.metadata.nbgrader.grade_id for cell in cells if is_solution(cell)}
    for cell in cells:
        if cell.cell_type == "code" and is_students(cell):
            found |= (bound(cell.source) & known) - answers
        elif cell.cell_type == "code" and is_locked(cell):
            given = set(DEFINES.findall(cell.source)) if refused else bound(cell.source)
            known |= given
            found -= given
    if not found:
        return ""
    return words.SHADOWED(names=", ".join(sorted(found)[:5]))
