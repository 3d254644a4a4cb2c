"""The record step: the one writer of the gradebook, in one process, after student code is gone."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from nbformat import NotebookNode
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, is_grade, is_solution
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from traitlets.config import Config

from autograder import text
from autograder.course.convert import alembic_found, quiet_database
from autograder.errors import GraderError
from autograder.record import by_hand, enrolled, schema
from autograder.record.by_hand import Hand
from autograder.record.enrolled import Enrolled
from autograder.record.recorded import Mark, Recorded, read
from autograder.verdicts import Outcome

HELD = "Held: "
# nbgrader's own words for an answer that was left as it was handed out.
NO_RESPONSE = "No response."
# How the databases that nbgrader works with say that a table has not the columns of today.
OUTDATED = ("no such column", "no such table", "has no column", "UndefinedColumn", "UndefinedTable", "does not exist")


class Record:
    """The gradebook of a course, open for a run; a context manager.

    student, lesson, notebook are names as the gradebook has them; a lesson may have several notebooks, of which each is
    recorded by itself.
    """

    def __init__(self, coursedir: CourseDirectory, config: Config) -> None:
        """Open it and read what it says of everyone; raises GraderError when it cannot be opened."""
        self.coursedir, self.config = coursedir, config
        self.extensions: dict[tuple[str, str], timedelta | datetime] = {}
        try:
            schema.make(coursedir.db_url)
            with alembic_found(), quiet_database():
                self.gradebook = Gradebook(coursedir.db_url, coursedir.course_id)
                self.known = read(self.gradebook.db)
                self.students: list[str] = list(self.gradebook.db.scalars(select(Student.id)))
                self.gradebook.db.rollback()
        except SQLAlchemyError as error:
            raise GraderError(f"{coursedir.db_url}: {refused(error, 'opened')}") from error

    def __enter__(self) -> Self:
        """Return self."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Close the gradebook."""
        self.gradebook.close()

    @contextmanager
    def change(self) -> Iterator[Session]:
        """Commit at once what is done inside, or nothing of it; raises GraderError where the database refuses."""
        db = self.gradebook.db
        try:
            with quiet_database():
                yield db
                db.commit()
        except SQLAlchemyError as error:
            db.rollback()
            raise GraderError(f"{self.coursedir.db_url}: {refused(error, 'written')}") from error
        except BaseException:
            db.rollback()
            raise

    def enroll(self, people: Iterable[Enrolled]) -> None:
        """Enter who takes the course, all or nobody; their extensions are entered as each is penalised."""
        everyone = list(people)
        with self.change() as db:
            enrolled.enter(db, everyone)
        self.students = list(dict.fromkeys([*self.students, *(each.id for each in everyone)]))
        self.extensions = {(each.id, lesson): given for each in everyone for lesson, given in each.extensions.items()}

    def find(self, student: str, lesson: str, notebook: str) -> Recorded | None:
        """Return the Recorded of a notebook as it was when last read; None when nothing is recorded."""
        return self.known.get((student, lesson, notebook))

    def again(self, student: str, lesson: str, notebook: str) -> Recorded:
        """Read what the gradebook says now of a student's lesson, and return the Recorded of one notebook of it."""
        self.known |= read(self.gradebook.db, student, lesson)
        if student not in self.students:
            self.students.append(student)
        self.gradebook.db.rollback()  # ends what was begun to read
        return self.known[student, lesson, notebook]

    def refresh(self) -> None:
        """Read anew what the gradebook says of everyone."""
        self.known = read(self.gradebook.db)
        self.gradebook.db.rollback()

    def put(
        self,
        student: str,
        lesson: str,
        notebook: str,
        executed: NotebookNode,
        outcomes: Mapping[str, Outcome],
        timestamp: datetime | None = None,
    ) -> Recorded:
        """Record one executed notebook, all of it or nothing; marks and comments given by hand stay as they are.

        outcomes: by grade_id; timestamp: when it was handed in, in UTC, or None where nothing is known.
        """
        with self.change() as db:
            submitted = self.submission(student, lesson, notebook)
            if timestamp is not None:
                submitted.assignment.timestamp = timestamp
            due = scores(executed, outcomes)
            for grade in submitted.grades:
                if not isinstance(grade.cell, TaskCell):
                    grade.auto_score = due.get(grade.name)
                    # As nbgrader does it: a person looks again where one has marked before, or where there is no mark.
                    grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
                elif grade.auto_score is not None:  # of what was missing before: a task's marks are a person's
                    grade.auto_score, grade.needs_manual_grade = None, grade.manual_score is None
            untouched = {cell.metadata.nbgrader.grade_id for cell in executed.cells if is_untouched(cell)}
            for comment in submitted.comments:
                comment.auto_comment = NO_RESPONSE if comment.name in untouched else None
            db.flush()
        return self.again(student, lesson, notebook)

    def hold(self, student: str, lesson: str, notebook: str, reason: str) -> Recorded:
        """Hold every mark of a notebook that no person has given, and note why."""
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

    def not_handed_in(self, student: str, lesson: str, notebook: str) -> Recorded:
        """Record that a submission lacks one of its lesson's notebooks: 0, as nbgrader has it, and nobody has to look.

        Marks that a person has given stay.
        """
        with self.change() as db:
            submitted = self.submission(student, lesson, notebook)
            for grade in submitted.grades:
                grade.auto_score, grade.needs_manual_grade = 0.0, False
            for comment in submitted.comments:
                comment.auto_comment = None
            db.flush()
        return self.again(student, lesson, notebook)

    def look_again(self, student: str, lesson: str, notebook: str, cells: Collection[str]) -> Recorded:
        """Note that a person is to look again at cells that one has marked; the marks stay."""
        with self.change() as db:
            for grade in self.submission(student, lesson, notebook).grades:
                if grade.name in cells and grade.manual_score is not None:
                    grade.needs_manual_grade = True
            db.flush()
        return self.again(student, lesson, notebook)

    def mark(
        self, student: str, lesson: str, notebook: str, hand: Hand, seen: Mapping[str, Mark]
    ) -> tuple[Recorded, Hand]:
        """Enter what a person gives, all of it or nothing; return what is recorded then, and the Hand of before.

        seen: {cell: Mark} as the person has seen them. Raises MarkError where the gradebook says something else by now,
        or for what is no mark.
        """
        with self.change() as db:
            submitted = self.submission(student, lesson, notebook)
            before = by_hand.enter(db, submitted, hand, seen)
        return self.again(student, lesson, notebook), before

    def set_time(self, student: str, lesson: str, notebook: str, timestamp: datetime) -> Recorded:
        """Note when a recorded submission was handed in, in UTC: all the notebooks of it."""
        with self.change():
            self.submission(student, lesson, notebook).assignment.timestamp = timestamp
        return self.again(student, lesson, notebook)

    def penalise(self, student: str, lesson: str, notebook: str) -> Recorded:
        """Let the course's plugin for late submissions say what being late costs a recorded notebook now.

        What it costs depends on the marks, on the time when the lesson was due and on extensions, and a person may have
        changed each of them. An extension that enroll() has been told is entered first.
        """
        recorded = self.extended(student, lesson, notebook)
        if not recorded.late and not recorded.penalty:
            return recorded
        cost = self.cost(student, recorded, recorded.marks)
        if (cost or 0.0) != recorded.penalty:
            with self.change():
                self.submission(student, lesson, notebook).late_submission_penalty = cost
            recorded = self.again(student, lesson, notebook)
        return recorded

    def cost(self, student: str, recorded: Recorded, marks: Mapping[str, Mark]) -> float | None:
        """Return what being late costs a notebook with such marks, None where it costs nothing."""
        if not recorded.late:
            return None
        assigner = AssignLatePenalties(config=self.config)
        assigner.init_plugin()
        total = sum(each.score or 0.0 for each in marks.values())
        said = assigner.plugin_inst.late_submission_penalty(student, total, recorded.late)
        return None if said is None else min(max(0.0, float(said)), total)

    def extended(self, student: str, lesson: str, notebook: str) -> Recorded:
        """Return the Recorded of a recorded notebook, the extension of its student entered."""
        given = self.extensions.get((student, lesson))
        if given is None:
            return self.known[student, lesson, notebook]
        with self.change():
            changed = enrolled.extend(self.submission(student, lesson, notebook).assignment, given)
        return self.again(student, lesson, notebook) if changed else self.known[student, lesson, notebook]

    def submission(self, student: str, lesson: str, notebook: str) -> SubmittedNotebook:
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
        known = select(SubmittedAssignment).filter_by(assignment_id=assignment.id, student_id=student)
        made = db.scalars(known).first() or SubmittedAssignment(assignment=assignment, student=person)
        there = {each.name for each in made.notebooks}
        for each in assignment.notebooks:
            if each.name not in there:
                part = SubmittedNotebook(notebook=each, assignment=made)
                for cell in [*each.grade_cells, *each.task_cells]:
                    Grade(cell_id=cell.id, notebook=part)
                for cell in [*each.solution_cells, *each.task_cells]:
                    Comment(cell_id=cell.id, notebook=part)
        db.add(made)
        db.flush()
        return self.gradebook.find_submission_notebook(notebook, lesson, student)

    def points(self, lesson: str) -> dict[tuple[str, str], float]:
        """Return {(notebook, grade_id): points} of what a lesson's marks are given for, as they are registered."""
        try:
            notebooks = self.gradebook.find_assignment(lesson).notebooks
        except MissingEntry:
            return {}
        cells = ((each.name, cell) for each in notebooks for cell in [*each.grade_cells, *each.task_cells])
        return {(name, cell.name): cell.max_score for name, cell in cells}

    def has(self, lesson: str) -> bool:
        """Tell whether a lesson's cells are registered."""
        try:
            self.gradebook.find_assignment(lesson)
        except MissingEntry:
            return False
        return True


def scores(executed: NotebookNode, outcomes: Mapping[str, Outcome]) -> dict[str, float | None]:
    """Return {grade_id: score} of an executed notebook as put() records them, None where a person has to mark.

    As nbgrader has it, an answer that a person marks is 0 where it was left as it was.
    """
    found = {key: each.score for key, each in outcomes.items()}
    for cell in executed.cells:
        if is_grade(cell) and is_solution(cell):
            found[cell.metadata.nbgrader.grade_id] = 0.0 if is_untouched(cell) else None
    return found


def is_untouched(cell: NotebookNode) -> bool:
    """Tell whether a cell is a starter that the student has left as it was."""
    if not is_solution(cell):
        return False
    try:
        return bool(cell.metadata.nbgrader.get("checksum") == compute_checksum(cell))
    except UnicodeError:  # halves of characters, which are in no starter
        return False


def refused(error: SQLAlchemyError, what: str) -> str:
    """Say in one line why the database cannot be opened or written, and what to do."""
    said = text.shown(" ".join(str(getattr(error, "orig", None) or error).split()), 200)
    if any(each in said for each in OUTDATED):
        return f"made by another version of nbgrader ({said}); run `nbgrader db upgrade`, then run again"
    hint = "is it in use?" if what == "opened" else "close what uses it, run again"
    return f"cannot be {what} ({said}); {hint}"
