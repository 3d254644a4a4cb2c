"""The record step: the one writer of the gradebook, in one process, after student code is gone."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, is_solution
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from autograder import text
from autograder.course.convert import alembic_found, quiet_database
from autograder.errors import GraderError
from autograder.record import schema

HELD = "Held: "
# How the databases that nbgrader works with say that a table has not the columns of today.
OUTDATED = ("no such column", "no such table", "has no column", "UndefinedColumn", "UndefinedTable", "does not exist")


@dataclass(frozen=True)
class Mark:
    """The mark of one cell, None where it is held; its points; whether a person gave it; the grader's own score."""

    score: float | None
    points: float
    by_hand: bool = False
    auto: float | None = None


@dataclass
class Recorded:
    """What the gradebook says of one submission: {cell: Mark}, {cell: a person's comment}, what being late costs."""

    marks: dict = field(default_factory=dict)
    comments: dict = field(default_factory=dict)
    penalty: float = 0.0
    timestamp: datetime | None = None
    due: datetime | None = None

    @property
    def score(self):
        """The sum of the marks less what being late costs; None where a mark is held."""
        marks = [each.score for each in self.marks.values()]
        return None if not marks or None in marks else max(0.0, sum(marks) - self.penalty)

    @property
    def late(self):
        """Seconds after the lesson was due, with the student's extension."""
        if self.timestamp is None or self.due is None:
            return 0.0
        return max(0.0, (self.timestamp - self.due).total_seconds())


class Record:
    """The gradebook of a course, open for a run; a context manager."""

    def __init__(self, coursedir, config):
        """Open it and read what it says of everyone; raises GraderError when it cannot be opened."""
        self.coursedir, self.config = coursedir, config
        try:
            schema.make(coursedir.db_url)
            with alembic_found(), quiet_database():
                self.gradebook = Gradebook(coursedir.db_url, coursedir.course_id)
                self.known = read(self.gradebook)
                self.students = [student for (student,) in self.gradebook.db.execute(select(Student.id)).all()]
                self.gradebook.db.rollback()
        except SQLAlchemyError as error:
            raise GraderError(f"{coursedir.db_url}: {self.refused(error, 'opened')}") from error

    def __enter__(self):
        """Return self."""
        return self

    def __exit__(self, *_):
        """Close the gradebook."""
        self.gradebook.close()

    def refused(self, error, what):
        """Say in one line why the database cannot be opened or written, and what to do."""
        said = text.shown(" ".join(str(getattr(error, "orig", None) or error).split()), 200)
        if any(each in said for each in OUTDATED):
            return f"made by another version of nbgrader ({said}); run `nbgrader db upgrade`, then run again"
        return f"cannot be {what} ({said}); " + (
            "is it in use?" if what == "opened" else "close what uses it, run again"
        )

    @contextmanager
    def change(self):
        """Commit at once what is done inside, or nothing of it; raises GraderError where the database refuses."""
        db = self.gradebook.db
        try:
            with quiet_database():
                yield db
                db.commit()
        except SQLAlchemyError as error:
            db.rollback()
            raise GraderError(f"{self.coursedir.db_url}: {self.refused(error, 'written')}") from error
        except BaseException:
            db.rollback()
            raise

    def find(self, student, lesson, notebook):
        """Return the Recorded of a submission as it was when last read; None when nothing is recorded."""
        return self.known.get((student, lesson, notebook))

    def again(self, student, lesson, notebook):
        """Read what the gradebook says of one submission now, and return it."""
        names = student, lesson, notebook
        self.known.pop(names, None)
        self.known |= read(self.gradebook, names)
        self.gradebook.db.rollback()  # ends what was begun to read
        return self.known.get(names)

    def put(self, student, lesson, notebook, executed, outcomes, timestamp=None):
        """Record one executed notebook, all of it or nothing; marks and comments given by hand stay as they are.

        student, lesson, notebook: their names; executed: the notebook itself; outcomes: {grade_id: Outcome}; timestamp:
        when it was handed in, a datetime in UTC, or None where nothing is known. Returns the Recorded.
        """
        with self.change() as db:
            submitted = self.submission(student, lesson, notebook)
            if timestamp is not None:
                submitted.assignment.timestamp = timestamp
            for grade in submitted.grades:
                outcome = outcomes.get(grade.name)
                grade.auto_score = None if outcome is None else outcome.score
                # As nbgrader does it: a person looks again where one has marked before, or where there is no mark.
                grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
            untouched = {cell.metadata.nbgrader.grade_id for cell in executed.cells if is_untouched(cell)}
            for comment in submitted.comments:
                comment.auto_comment = "No response." if comment.name in untouched else None
            db.flush()
        return self.again(student, lesson, notebook)

    def hold(self, student, lesson, notebook, reason):
        """Hold every mark of a submission that no person has given, and note why; return the Recorded."""
        with self.change() as db:
            submitted = self.submission(student, lesson, notebook)
            for grade in submitted.grades:
                if grade.auto_score is not None:
                    grade.auto_score, grade.needs_manual_grade = None, True
                elif grade.manual_score is None:
                    grade.needs_manual_grade = True
            for comment in submitted.comments:
                comment.auto_comment = f"{HELD}{reason}"
            db.flush()
        return self.again(student, lesson, notebook)

    def set_time(self, student, lesson, notebook, timestamp):
        """Note when a recorded submission was handed in; return the Recorded."""
        with self.change():
            self.submission(student, lesson, notebook).assignment.timestamp = timestamp
        return self.again(student, lesson, notebook)

    def penalise(self, student, lesson, notebook):
        """Let the course's plugin for late submissions say what being late costs now; return the Recorded.

        What it costs depends on the marks, on the time when the lesson was due and on extensions, and a person may have
        changed each of them.
        """
        recorded = self.find(student, lesson, notebook)
        if not recorded.late and not recorded.penalty:
            return recorded
        cost = None
        if recorded.late:
            assigner = AssignLatePenalties(config=self.config)
            assigner.init_plugin()
            total = sum(each.score or 0.0 for each in recorded.marks.values())
            cost = assigner.plugin_inst.late_submission_penalty(student, total, recorded.late)
            cost = None if cost is None else min(max(0.0, float(cost)), total)
        if (cost or 0.0) != recorded.penalty:
            with self.change():
                self.submission(student, lesson, notebook).late_submission_penalty = cost
            recorded = self.again(student, lesson, notebook)
        return recorded

    def submission(self, student, lesson, notebook):
        """Return nbgrader's entry of a submitted notebook, made where there is none; nothing is committed.

        nbgrader's own functions commit each step by itself.
        """
        db = self.gradebook.db
        try:
            return self.gradebook.find_submission_notebook(notebook, lesson, student)
        except MissingEntry:
            pass
        assignment = self.gradebook.find_assignment(lesson)
        person = db.get(Student, student)
        if person is None:
            person = Student(id=student)
            db.add(person)
            self.students.append(student)
        made = SubmittedAssignment(assignment=assignment, student=person)
        for each in assignment.notebooks:
            part = SubmittedNotebook(notebook=each, assignment=made)
            for cell in [*each.grade_cells, *each.task_cells]:
                Grade(cell_id=cell.id, notebook=part)
            for cell in [*each.solution_cells, *each.task_cells]:
                Comment(cell_id=cell.id, notebook=part)
        db.add(made)
        db.flush()
        return self.gradebook.find_submission_notebook(notebook, lesson, student)

    def has(self, lesson):
        """Tell whether a lesson's cells are registered."""
        try:
            self.gradebook.find_assignment(lesson)
        except MissingEntry:
            return False
        return True


def is_untouched(cell):
    """Tell whether a cell is a starter that the student has left as it was."""
    if not is_solution(cell):
        return False
    try:
        return cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
    except UnicodeError:  # halves of characters, which are in no starter
        return False


def read(gradebook, names=None):
    """Return {(student, lesson, notebook): Recorded} of all that was handed in, or of one, with two queries.

    names: (student, lesson, notebook), None for everyone.
    """
    grade, comment = Grade.__table__, Comment.__table__
    part, whole, base = SubmittedNotebook.__table__, SubmittedAssignment.__table__, BaseCell.__table__
    lesson, notebook, test, task = Assignment.__table__, Notebook.__table__, GradeCell.__table__, TaskCell.__table__
    handed_in = (
        part.join(whole, whole.c.id == part.c.assignment_id)
        .join(lesson, lesson.c.id == whole.c.assignment_id)
        .join(notebook, notebook.c.id == part.c.notebook_id)
    )
    who = [whole.c.student_id, lesson.c.name.label("lesson"), notebook.c.name.label("notebook")]
    time = [whole.c.timestamp, whole.c.extension, lesson.c.duedate, part.c.late_submission_penalty]
    marks = (
        handed_in.outerjoin(grade, grade.c.notebook_id == part.c.id)
        .outerjoin(base, base.c.id == grade.c.cell_id)
        .outerjoin(test, test.c.id == base.c.id)
        .outerjoin(task, task.c.id == base.c.id)
    )
    given = [base.c.name.label("cell"), grade.c.auto_score, grade.c.manual_score, grade.c.extra_credit]
    given += [test.c.max_score, task.c.max_score.label("task_score")]
    said = handed_in.join(comment, comment.c.notebook_id == part.c.id).join(base, base.c.id == comment.c.cell_id)
    queries = [
        select(*who, *time, *given).select_from(marks),
        select(*who, base.c.name.label("cell"), comment.c.manual_comment)
        .select_from(said)
        .where(comment.c.manual_comment.is_not(None)),
    ]
    if names is not None:
        wanted = zip((whole.c.student_id, lesson.c.name, notebook.c.name), names, strict=True)
        conditions = [column == name for column, name in wanted]
        queries = [query.where(*conditions) for query in queries]
    found = {}
    for row in gradebook.db.execute(queries[0]):
        recorded = found.setdefault((row.student_id, row.lesson, row.notebook), Recorded())
        recorded.penalty, recorded.timestamp = row.late_submission_penalty or 0.0, row.timestamp
        recorded.due = row.duedate and (row.duedate + row.extension if row.extension else row.duedate)
        if row.cell is not None:
            by_hand = row.manual_score is not None
            score = row.manual_score if by_hand else row.auto_score
            score = None if score is None else score + (row.extra_credit or 0.0)
            points = row.max_score if row.max_score is not None else row.task_score or 0.0
            recorded.marks[row.cell] = Mark(score, points, by_hand, row.auto_score)
    for row in gradebook.db.execute(queries[1]):
        if row.manual_comment.strip():
            found[row.student_id, row.lesson, row.notebook].comments[row.cell] = row.manual_comment
    return found
