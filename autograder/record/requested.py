"""Requests of students for another look, once marks are known: which of them wait for a person.

A state keeps all of them. One for an answer that has full marks needs nobody; one for an answer that a person has
marked is answered. Marks change from run to run and by hand, and so it is asked here, each time, which are which.
"""

from collections.abc import Iterable, Mapping, Sequence

from nbformat import NotebookNode
from nbgrader.utils import is_solution, is_task

from autograder import words
from autograder.cells import grade_id_of, marked, owners
from autograder.prepare.requests import Request
from autograder.record.recorded import Mark

# {grade_id of an answer: the grade_ids of the cells that give its points}
Parts = Mapping[str, Sequence[str]]


def parts(lesson: NotebookNode) -> dict[str, list[str]]:
    """Return the Parts of a lesson: of an answer the tests below it, or itself where a person marks it."""
    found: dict[str, list[str]] = {}
    for cell in lesson.cells:
        if is_solution(cell) or is_task(cell):
            found[grade_id_of(cell) or ""] = [name] if (name := marked(cell)) else []
    for test, answer in owners(lesson).items():
        found.setdefault(answer, []).append(test)
    return found


def marks_of(answer: str, marks: Mapping[str, Mark], of: Parts) -> list[Mark]:
    """Return the marks that an answer has."""
    return [marks[name] for name in of.get(answer, ()) if name in marks]


def is_full(answer: str, marks: Mapping[str, Mark], of: Parts) -> bool:
    """Tell whether an answer has full marks."""
    known = marks_of(answer, marks, of)
    return bool(known) and all(map(is_best, known))


def placed(found: Iterable[Request], marks: Mapping[str, Mark], of: Parts) -> list[dict[str, str]]:
    """Return requests as a state keeps them: {"answer": the grade_id of its cell, "said": why}.

    Where the one that stands nearest has full marks, and was not named, it is not clear which answer is meant: "".
    """
    return [
        {"answer": "" if each.is_near and is_full(each.answer, marks, of) else each.answer, "said": each.said}
        for each in found
    ]


def waiting(requests: Iterable[Mapping[str, str]], marks: Mapping[str, Mark], of: Parts) -> tuple[str, ...]:
    """Return the answers, "" for one that could not be made out, at which a person has still to look."""
    answers = dict.fromkeys(each["answer"] for each in requests)
    return tuple(each for each in answers if is_open(each, marks, of))


def is_open(answer: str, marks: Mapping[str, Mark], of: Parts) -> bool:
    """Tell whether a person has still to look at an answer, "" for one that could not be made out.

    Of that one it is known that somebody has looked where any mark is a person's.
    """
    if not answer:
        known = [*marks.values()]
        return not any(map(is_done, known)) and not (known and all(map(is_best, known)))
    known = marks_of(answer, marks, of)
    return not is_full(answer, marks, of) and not (known and all(map(is_done, known)))


def is_done(mark: Mark) -> bool:
    """Tell whether a person has marked a cell, and nothing was handed in since."""
    return mark.by_hand and not mark.looks


def is_best(mark: Mark) -> bool:
    """Tell whether a mark could not be higher."""
    return mark.score is not None and mark.score >= mark.points


def marked_before(requests: Iterable[Mapping[str, str]], marks: Mapping[str, Mark], of: Parts) -> frozenset[str]:
    """Return the cells that a person has marked before another look was asked for, which is to be had."""
    answers = [each["answer"] for each in requests if not is_full(each["answer"], marks, of)]
    cells = [name for answer in answers for name in of.get(answer, ()) if name in marks]
    return frozenset(name for name in cells if is_done(marks[name]))


def remarks(requests: Iterable[Mapping[str, str]]) -> list[str]:
    """Return what a student is told of requests of which it could not be made out which answer they are for."""
    return [words.UNCLEAR_REQUEST()] if any(not each["answer"] for each in requests) else []
