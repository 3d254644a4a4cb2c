"""The queue of the desk: what has no mark, what came in anew since a person marked it, what a student asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nbgrader.api import BaseCell, Comment, SubmittedNotebook
from sqlalchemy import select

from autograder import text
from autograder.cells import owners
from autograder.errors import LessonError
from autograder.grading import Grading
from autograder.record import gradebook
from autograder.record.gradebook import Record
from autograder.record.recorded import Mark, Names, Recorded, handed_in, names
from autograder.record.requested import is_done
from autograder.record.state import State
from autograder.report.stored import Item, read
from autograder.rubric import Rubric

# Why something stands in the queue.
HELD, AGAIN, WHOLE, REQUEST = "held", "again", "whole", "request"


@dataclass(frozen=True)
class Row:
    """What gets its mark in one go: an exercise or a cell of it, with {grade_id: points} of its cells in order."""

    title: str
    cells: Mapping[str, float]

    @property
    def points(self) -> float:
        """The points that could be had."""
        return sum(self.cells.values())


@dataclass(frozen=True)
class Case:
    """One thing that a person decides.

    kind: HELD, or AGAIN where a person marked it before, or WHOLE where nothing of a submission was run, or REQUEST
    where its student says that it is right; rows: what is marked; answer: the grade_id of the cell that the comment
    stands at, "" where there is none; why: the reason of the whole, in a line; said: what the student says; choices:
    where that is not clear of which exercise, those that it may be.
    """

    kind: str
    names: Names
    title: str
    rows: tuple[Row, ...]
    answer: str = ""
    why: str = ""
    said: str = ""
    choices: tuple[Case, ...] = ()

    @property
    def cells(self) -> list[str]:
        """The grade_ids of what is marked."""
        return [cell for row in self.rows for cell in row.cells]

    def is_open(self, recorded: Recorded) -> bool:
        """Tell whether a person is still to decide, by what the gradebook says."""
        if self.choices:
            return not any(is_done(each) for each in recorded.marks.values())
        marks = [recorded.marks[cell] for cell in self.cells if cell in recorded.marks]
        if self.kind == REQUEST:
            return not all(is_done(each) for each in marks) and any(map(below, marks))
        return any(each.score is None or each.looks for each in marks)


@dataclass(frozen=True)
class Layout:
    """What of a lesson's notebook the queue asks: its exercises, and {a test's grade_id: its answer's}."""

    rubric: Rubric
    items: tuple[Item, ...]
    owners: Mapping[str, str]
    prefix: str = ""

    @classmethod
    def of(cls, rubric: Rubric) -> Layout:
        """Return that of a rubric; an empty one where its source cannot be read."""
        prefix = f"{rubric.notebook}: " if rubric.siblings else ""
        try:
            return cls(rubric, tuple(read(rubric.lesson, "")), owners(rubric.lesson.notebook), prefix)
        except LessonError:
            return cls(rubric, (), {}, prefix)

    def all(self, marks: Mapping[str, Mark]) -> tuple[Item, ...]:
        """Return the exercises, and after them an item for each mark of what the lesson has no more."""
        known = {cell for item in self.items for cell in item.tests}
        gone = (Item(name, name, each.points, tests=(name,)) for name, each in marks.items() if name not in known)
        return (*self.items, *gone)

    def title(self, item: Item) -> str:
        """Return how an exercise is called."""
        return text.shown(f"{self.prefix}{item.label}")

    def answer(self, cell: str) -> str:
        """Return the grade_id of the cell that a comment on a marked cell stands at."""
        return self.owners.get(cell, cell)

    def row(self, item: Item, cells: Iterable[str], marks: Mapping[str, Mark]) -> Row:
        """Return the row of some cells of an exercise."""
        return Row(self.title(item), {cell: marks[cell].points for cell in cells if cell in marks})


@dataclass
class Queue:
    """The making of a queue; students: in the order in which they come."""

    course: Grading
    record: Record
    students: Sequence[str]
    reasons: Mapping[Names, str] = field(default_factory=dict)

    def all(self) -> list[Case]:
        """Return the cases by lesson, exercise and student, those of whole submissions after a lesson's exercises."""
        self.reasons = reasons(self.record)
        found = []
        for rubrics in self.course.lessons.values():
            for rubric in rubrics:
                layout, order = Layout.of(rubric), []
                for place, student in enumerate(self.students):
                    recorded = self.record.find(student, rubric.name, rubric.notebook)
                    if recorded is not None:
                        order += [(at, place, case) for at, case in self.of(layout, student, recorded)]
                found += [case for *_, case in sorted(order, key=lambda each: each[:2])]
        return found

    def of(self, layout: Layout, student: str, recorded: Recorded) -> Iterator[tuple[int, Case]]:
        """Yield (the place of its exercise, a Case) of a student's notebook."""
        rubric, marks = layout.rubric, recorded.marks
        who: Names = (student, rubric.name, rubric.notebook)
        state = State.load(rubric.state_path(student)) or State()
        items, waiting = layout.all(marks), [cell for cell, each in marks.items() if each.score is None]
        why = state.held or self.reasons.get(who, "")
        if waiting and why:
            rows = [layout.row(each, [cell for cell in each.tests if cell in waiting], marks) for each in items]
            rows = [row for row in rows if row.cells]
            answer = next((layout.answer(cell) for row in rows for cell in row.cells), "")
            yield len(items), Case(WHOLE, who, "Everything that was handed in", tuple(rows), answer, why)
            return
        asked = requested(state, layout, marks)
        for place, item in enumerate(items):
            for cell in item.tests:
                answer, mark = layout.answer(cell), marks.get(cell)
                if mark is not None and (mark.score is None or mark.looks):
                    kind = HELD if mark.score is None else AGAIN
                    said = asked.pop(answer, "")
                    yield (
                        place,
                        Case(kind, who, layout.title(item), (layout.row(item, [cell], marks),), answer, said=said),
                    )
        for answer, said in asked.items():
            place, case = self.request(layout, who, recorded, answer, said)
            if case.is_open(recorded) and (case.rows or case.choices):
                yield place, case

    def request(self, layout: Layout, who: Names, recorded: Recorded, answer: str, said: str) -> tuple[int, Case]:
        """Return the place and the Case of what a student asks for; answer: "" where it is not clear of which."""
        marks, found = recorded.marks, []
        for place, item in enumerate(layout.all(marks)):
            cells = [cell for cell in item.tests if answer in ("", layout.answer(cell)) and cell in marks]
            if cells and any(below(marks[cell]) for cell in cells):
                row = layout.row(item, cells, marks)
                of = answer or layout.answer(cells[0])
                found.append((place, Case(REQUEST, who, layout.title(item), (row,), of, said=said)))
        if answer and found:
            return found[0]
        choices = () if answer else tuple(case for _, case in found)
        title = f"{layout.prefix}It is not clear which exercise is meant"
        return len(layout.items), Case(REQUEST, who, title, (), said=said, choices=choices)


def requested(state: State, layout: Layout, marks: Mapping[str, Mark]) -> dict[str, str]:
    """Return {answer's grade_id: what its student says} of the requests that a state knows, each answer once."""
    found: dict[str, list[str]] = {}
    known = {*map(layout.answer, marks)}
    for each in state.requests:
        answer, said = (str(each.get(key, "")) for key in ("answer", "said"))
        found.setdefault(answer if answer in known else "", []).append(said)
    return {answer: "\n".join(dict.fromkeys(filter(None, said))) for answer, said in found.items()}


def below(mark: Mark) -> bool:
    """Tell whether a mark could be higher."""
    return mark.score is not None and mark.score < mark.points


def reasons(record: Record) -> dict[Names, str]:
    """Return {names: why} of the notebooks that are held as a whole, as the gradebook's own comments say it."""
    comment, base, part = Comment.__table__, BaseCell.__table__, SubmittedNotebook.__table__
    said = handed_in().join(comment, comment.c.notebook_id == part.c.id).join(base, base.c.id == comment.c.cell_id)
    query = select(*names(), comment.c.auto_comment).select_from(said)
    query = query.where(comment.c.auto_comment.startswith(gradebook.HELD, autoescape=True))
    rows = record.gradebook.db.execute(query).all()
    record.gradebook.db.rollback()
    return {(row.student_id, row.lesson, row.notebook): row.auto_comment.removeprefix(gradebook.HELD) for row in rows}
