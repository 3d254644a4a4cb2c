"""What follows where a student was right: the answer joins the bank, and who else gains is shown."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder import text
from autograder.cells import grade_id_of, language_of
from autograder.errors import AutograderError, attempt
from autograder.grading import Grading
from autograder.papers.desk import kept
from autograder.record.by_hand import Hand
from autograder.record.gradebook import Record
from autograder.record.recorded import Mark, Names, Recorded
from autograder.record.state import Judged, State
from autograder.report import stored
from autograder.report.people import Mask
from autograder.review.harmless import beyond, used_in
from autograder.review.joined import join, nameless
from autograder.review.near import tokens
from autograder.review.queue import Case
from autograder.review.told import rubric_of
from autograder.rubric import Rubric

NAME = "right_granted"


@dataclass(frozen=True)
class Joined:
    """What became of an answer that was granted: the file that it is in the bank, None where it did not join; why."""

    path: Path | None
    line: str


@dataclass(frozen=True)
class Gain:
    """What another student would gain: {cell: Mark} as they are, the Hand that is given, the marks before and after."""

    names: Names
    seen: Mapping[str, Mark]
    hand: Hand
    before: float | None
    after: float | None


def mask_of(course: Grading, record: Record, lesson: str) -> Mask:
    """Return what finds the names of the class in an answer to a lesson."""
    known = stored.known(course.settings.coursedir.db_url)
    told = stored.words_of([each.lesson for each in course.lessons[lesson]])
    return Mask(record.students, known.names, told)


def joins(course: Grading, record: Record, case: Case) -> Joined:
    """Put an answer into the bank, without names, where that can be done; it costs no mark where it cannot."""
    found, error = attempt(joined, course, record, case)
    if error is None:
        return found
    told = f"it is no Python ({error.msg})" if isinstance(error, SyntaxError) else text.told(error)
    return Joined(None, f"The answer did not join the bank: {told if not ours(error) else text.shown(error)}.")


def ours(error: BaseException) -> bool:
    """Tell whether an error is told by its message alone."""
    return isinstance(error, AutograderError)


def joined(course: Grading, record: Record, case: Case) -> Joined:
    """Put an answer into the bank; raises SyntaxError for what is no Python, BankError for what the bank refuses."""
    rubric, folder = rubric_of(course, case.names), course.settings.bank.data
    if folder is None:
        return Joined(None, "The course has no bank that the answer could join (c.Bank.folder).")
    names, _ = attempt(lambda: [each.name for each in rubric.lesson.exercises])
    if language_of(rubric.lesson.notebook) != "python" or case.answer not in (names or ()):
        return Joined(None, "The answer is none to an exercise in Python, and so does not join the bank.")
    if not any(each.lesson == case.names[1] for each in course.settings.bank.answers()):
        # With its first answer a lesson becomes one whose tests need control runs.
        return Joined(None, "The bank knows nothing of this lesson yet, and so the answer does not join it.")
    source = source_of(rubric, case.names[0], case.answer)
    if source is None:
        return Joined(None, "The answer is not there as it was executed, and so does not join the bank.")
    mask = mask_of(course, record, case.names[1])
    bare = nameless(source, mask)
    if mask.holds(bare):
        return Joined(None, "A name could not be taken out of the answer, so that it does not join the bank.")
    more = beyond(ast.parse(bare), used_in(course.settings, case.names[1]))
    if more:
        told = f"It may do more than compute ({text.shown(more, 60)}), and the bank runs its answers without walls"
        return Joined(None, f"{told}: so it does not join by itself.")
    answer = join(folder / case.names[1] / case.answer, NAME, bare)
    told = "make bank shows which test refuses it; once that is mended, GRADE_ARGS=--preview shows what the class gains"
    return Joined(answer.path, f"The answer joined the bank as {course.settings.seen(str(answer.path))}: {told}.")


def source_of(rubric: Rubric, student: str, answer: str) -> str | None:
    """Return the code of an answer as it was executed; None where that is not there."""
    place = rubric.settings.coursedir
    folder = place.format_path(place.autograded_directory, student, rubric.name)
    state = State.load(rubric.state_path(student))
    executed = kept(Path(folder, rubric.lesson.path.name), state) if state is not None else None
    cells = executed.cells if executed is not None else ()
    return next((str(cell.source) for cell in cells if grade_id_of(cell) == answer), None)


def gains(course: Grading, record: Record, case: Case, students: Sequence[str]) -> list[Gain]:
    """Return who else would gain: whose answer failed the same test in the same way, where no person has marked it."""
    rubric = rubric_of(course, case.names)
    mine = State.load(rubric.state_path(case.names[0])) or State()
    source, found = source_of(rubric, case.names[0], case.answer) or "", []
    for student in students:
        names = (student, *case.names[1:])
        recorded = record.find(*names)
        theirs = State.load(rubric.state_path(student)) if recorded is not None and names != case.names else None
        if recorded is None or theirs is None:
            continue
        cells = [cell for cell in case.cells if same(mine.tests.get(cell), theirs.tests.get(cell))]
        cells = [cell for cell in cells if may_gain(recorded.marks.get(cell))]
        if any(not theirs.tests[cell].trace for cell in cells):
            other = source_of(rubric, student, case.answer)
            cells = cells if other is not None and tokens(other) == tokens(source) else []
        if cells:
            found.append(gain(record, names, recorded, cells))
    return found


def same(mine: Judged | None, theirs: Judged | None) -> bool:
    """Tell whether two answers failed a test in the same way: by what they did, else by what was said of them."""
    if mine is None or theirs is None or mine.verdict != theirs.verdict or not mine.verdict.is_mark:
        return False
    if mine.trace or theirs.trace:
        return mine.trace == theirs.trace
    return mine.reason == theirs.reason


def may_gain(mark: Mark | None) -> bool:
    """Tell whether a mark is the grader's own, and could be higher."""
    return mark is not None and mark.score is not None and not mark.by_hand and mark.score < mark.points


def gain(record: Record, names: Names, recorded: Recorded, cells: Sequence[str]) -> Gain:
    """Return what a student would gain by full marks for some cells."""
    seen = {cell: recorded.marks[cell] for cell in cells}
    given = {cell: mark.points for cell, mark in seen.items()}
    marks = recorded.marks | {cell: replace(seen[cell], score=points) for cell, points in given.items()}
    cost, error = attempt(record.cost, names[0], recorded, marks)
    later = replace(recorded, marks=marks, penalty=recorded.penalty if error else cost or 0.0)
    return Gain(names, seen, Hand(given), recorded.score, later.score)
