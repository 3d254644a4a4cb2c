"""What a test cell that has run comes to, by its outputs."""

import math
import re

from nbformat import NotebookNode

from autograder import language, words
from autograder.execute.job import Control
from autograder.execute.languages import Language, Python
from autograder.verdicts import BREAK, LIKELY, REFUSED, UNWRITTEN, Outcome, Verdict

LONGEST = 1000  # characters of a reason
PYTHON = Python()
NUMPY = re.compile(r"np\.(?:u?int|float|longdouble)\d*\('?(?P<number>[^()']+)'?\)")


def outcome_of(cell: NotebookNode, points: float, seconds: float = 0.0, spoken: Language = PYTHON) -> Outcome:
    """Return the Outcome of a test cell that was run to its end; spoken: its kernel's language.

    As nbgrader scores it, with two differences: what stands on stderr costs nothing, and a number counts as a partial
    score only where the language says that it is one.
    """
    found = errors(cell)
    if found:
        return Outcome(Verdict.FAILED, 0.0, points, seconds, in_one_line(found[0]))
    if spoken.shows_a_score(cell.source):
        for output in cell.outputs:
            if output.output_type == "execute_result":
                score = number(output.data.get("text/plain", ""))
                if score is not None and not math.isfinite(score):
                    return Outcome(Verdict.FAILED, 0.0, points, seconds, words.NO_NUMBER(score=score))
                if score is not None and score < points:
                    return Outcome(Verdict.PARTLY if score > 0 else Verdict.FAILED, max(score, 0.0), points, seconds)
    return Outcome(Verdict.PASSED, float(points), points, seconds)


def rank(outcome: Outcome) -> float:
    """Return what orders outcomes of one test in different runs, of which the best is its outcome: held is above 0."""
    return outcome.score if outcome.score is not None else -1 if outcome.verdict is Verdict.DIED else 1e-9


def in_one_line(error: NotebookNode) -> str:
    """Return an error output in one line; the few lines that a check of ours says stay apart."""
    said = f"{error.ename}: {error.evalue}"
    lines = said.splitlines() if error.ename in (*REFUSED, *UNWRITTEN) else [said]
    return BREAK.join(filter(None, (" ".join(line.split()) for line in lines)))[:LONGEST]


def number(text: object) -> float | None:
    """Return the number that a text is, None when it is none. NaN and infinity are numbers, but no scores.

    NumPy's show themselves by their types, which nbgrader does not read, and gives full marks.
    """
    numpy = NUMPY.fullmatch(text) if isinstance(text, str) else None
    text = numpy["number"] if numpy else text
    try:
        return float(text) if isinstance(text, str | int | float) else None
    except ValueError:
        return None
    except OverflowError:  # an integer that is too large
        return math.inf


def errors(cell: NotebookNode) -> list[NotebookNode]:
    """Return the error outputs of a cell."""
    return [output for output in cell.outputs if output.output_type == "error"]


def stopped_by_check(cell: NotebookNode) -> bool:
    """Tell whether a cell's outputs end in the error that a check raises which does not name the mistake itself."""
    return any(error.ename in REFUSED and LIKELY not in error.evalue for error in errors(cell))


def is_unnamed(cell: NotebookNode, outcome: Outcome) -> bool:
    """Tell whether a test has failed by an error, of a check's or of the answer's own, that does not name the mistake.

    outcome: of the test; what was out of time, or has no answer, is not run again to learn more.
    """
    unwritten = any(error.ename in UNWRITTEN for error in errors(cell))
    if outcome.verdict is not Verdict.FAILED or unwritten:
        return False
    return any(LIKELY not in error.evalue for error in errors(cell))


def import_error(cell: NotebookNode) -> str:
    """Return the error of a cell that could not import what it needs, in a line; "" where there is none."""
    named = [each for each in errors(cell) if each.ename in language.IMPORT_ERRORS]
    return f"{named[-1].ename}: {named[-1].evalue}"[:200] if named else ""


def given_import(cell: NotebookNode) -> str:
    """Return why a given cell that could not import what it needs costs nobody a mark; "" otherwise."""
    error = import_error(cell)
    return words.GIVEN_IMPORT(cell=cell.id, error=error) if error else ""


def own_import(cell: NotebookNode) -> str:
    """Return why a test failed where it could not import a module that it names itself; "" otherwise."""
    error = import_error(cell)
    found = language.NO_MODULE.search(error)
    if found and language.imports(cell.source, found["module"]):
        return words.TEST_IMPORT(error=error)
    return ""


def refused(copy: NotebookNode, control: Control, points: float) -> bool:
    """Tell whether a control run ended as it must: in the very refusal that is known.

    copy: the cell that ran, by itself, to its end; points: that can be had. Where no words are known of the refusal, a
    score that the test itself shows is one, too, if it is lower than the points.
    """
    found = errors(copy)
    if found:
        return found[-1].ename in REFUSED and control.message in found[-1].evalue
    outcome = outcome_of(copy, points)
    return not control.message and not outcome.reason and (outcome.score or 0.0) < points


def said_of(copy: NotebookNode) -> str:
    """Say how a control run ended that did not end as it must."""
    found = errors(copy)
    if not found:
        return words.CONTROL_PASSES()
    told = " ".join(f"{found[-1].ename}: {found[-1].evalue}".split())[:200]
    return words.CONTROL_OTHER(error=told)
