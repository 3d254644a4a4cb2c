"""What the gradebook says of submissions, read with two queries however many there are."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import ColumnElement, FromClause, Select, select
from sqlalchemy.orm import Session, scoped_session

# Student, lesson, notebook.
Names = tuple[str, str, str]


@dataclass(frozen=True)
class Mark:
    """The mark of one cell, None where it is held; its points; whether a person gave it; the grader's own score.

    looks: a person has to look: there is no mark, or something was handed in since one was given by hand.
    """

    score: float | None
    points: float
    by_hand: bool = False
    auto: float | None = None
    looks: bool = False


@dataclass
class Recorded:
    """What the gradebook says of one notebook: {cell: Mark}, {cell: a person's comment}, what being late costs.

    timestamp, due: when it was handed in and, with the student's extension, due; in UTC, None where it is not known.
    """

    marks: dict[str, Mark] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    penalty: float = 0.0
    timestamp: datetime | None = None
    due: datetime | None = None

    @property
    def score(self) -> float | None:
        """The sum of the marks less what being late costs, 0 where a lesson gives none; None where a mark is held."""
        marks = [each.score for each in self.marks.values()]
        known = [mark for mark in marks if mark is not None]
        return None if len(known) < len(marks) else max(0.0, sum(known) - self.penalty)

    @property
    def is_marked(self) -> bool:
        """Whether there is a mark, and not for want of anything to mark."""
        return bool(self.marks) and self.score is not None

    @property
    def late(self) -> float:
        """Seconds after the lesson was due."""
        if self.timestamp is None or self.due is None:
            return 0.0
        return max(0.0, (self.timestamp - self.due).total_seconds())


def mark_of(auto: float | None, manual: float | None, extra: float | None) -> float | None:
    """Return the mark that a cell's scores come to; None, where nbgrader says 0, when it is held for a person."""
    score = auto if manual is None else manual
    return None if score is None else score + (extra or 0.0)


def read(
    db: Session | scoped_session[Session], student: str | None = None, lesson: str | None = None
) -> dict[Names, Recorded]:
    """Return what a gradebook's database knows of all that was handed in, or of a student's lesson."""
    whole, assignment = SubmittedAssignment.__table__, Assignment.__table__
    wanted = [(whole.c.student_id, student), (assignment.c.name, lesson)]
    conditions = [column == name for column, name in wanted if name is not None]
    found: dict[Names, Recorded] = {}
    for row in db.execute(marks_query().where(*conditions)):
        recorded = found.setdefault((row.student_id, row.lesson, row.notebook), Recorded())
        recorded.penalty, recorded.timestamp = row.late_submission_penalty or 0.0, row.timestamp
        recorded.due = row.duedate and (row.duedate + row.extension if row.extension else row.duedate)
        if row.cell is not None:
            points = row.max_score if row.max_score is not None else row.task_score or 0.0
            score = mark_of(row.auto_score, row.manual_score, row.extra_credit)
            recorded.marks[row.cell] = Mark(
                score, points, row.manual_score is not None, row.auto_score, bool(row.needs_manual_grade)
            )
    for row in db.execute(comments_query().where(*conditions)):
        if row.manual_comment.strip():
            found[row.student_id, row.lesson, row.notebook].comments[row.cell] = row.manual_comment
    return found


def names() -> list[ColumnElement[str]]:
    """Return the columns of Names."""
    student, lesson, notebook = SubmittedAssignment.__table__.c.student_id, Assignment.__table__.c, Notebook.__table__.c
    return [student, lesson.name.label("lesson"), notebook.name.label("notebook")]


def handed_in() -> FromClause:
    """Return what joins submitted notebooks with what they are of."""
    part, whole = SubmittedNotebook.__table__, SubmittedAssignment.__table__
    lesson, notebook = Assignment.__table__, Notebook.__table__
    return (
        part.join(whole, whole.c.id == part.c.assignment_id)
        .join(lesson, lesson.c.id == whole.c.assignment_id)
        .join(notebook, notebook.c.id == part.c.notebook_id)
    )


def marks_query() -> "Select[*tuple[Any, ...]]":
    """Return the query for a row a cell of all that was handed in, a row without one where a notebook has none."""
    grade, base, part = Grade.__table__, BaseCell.__table__, SubmittedNotebook.__table__
    whole, test, task = SubmittedAssignment.__table__, GradeCell.__table__, TaskCell.__table__
    columns = [whole.c.timestamp, whole.c.extension, Assignment.__table__.c.duedate, part.c.late_submission_penalty]
    columns += [base.c.name.label("cell"), grade.c.auto_score, grade.c.manual_score, grade.c.extra_credit]
    columns += [grade.c.needs_manual_grade]
    columns += [test.c.max_score, task.c.max_score.label("task_score")]
    marks = (
        handed_in()
        .outerjoin(grade, grade.c.notebook_id == part.c.id)
        .outerjoin(base, base.c.id == grade.c.cell_id)
        .outerjoin(test, test.c.id == base.c.id)
        .outerjoin(task, task.c.id == base.c.id)
    )
    return select(*names(), *columns).select_from(marks)


def comments_query() -> "Select[*tuple[Any, ...]]":
    """Return the query for a row a comment that a person has given."""
    comment, base, part = Comment.__table__, BaseCell.__table__, SubmittedNotebook.__table__
    said = handed_in().join(comment, comment.c.notebook_id == part.c.id).join(base, base.c.id == comment.c.cell_id)
    query = select(*names(), base.c.name.label("cell"), comment.c.manual_comment).select_from(said)
    return query.where(comment.c.manual_comment.is_not(None))
