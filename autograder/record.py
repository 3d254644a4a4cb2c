"""The record step: the one writer of the gradebook, in one process, after student code is gone."""

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, is_solution
from sqlalchemy.exc import OperationalError

from autograder import causes
from autograder.convert import alembic_found, quiet_database
from autograder.errors import GraderError


class Record:
    """The gradebook of a course, open for a run; a context manager."""

    def __init__(self, coursedir, config):
        """Open it; raises GraderError when it cannot be opened."""
        self.coursedir, self.config = coursedir, config
        try:
            causes.check_gradebook(coursedir.db_url)
            with alembic_found(), quiet_database():
                self.gradebook = Gradebook(coursedir.db_url, coursedir.course_id)
        except OperationalError as error:
            raise GraderError(f"{coursedir.db_url}: cannot be opened ({error.orig}); is it in use?") from error

    def __enter__(self):
        """Return self."""
        return self

    def __exit__(self, *_):
        """Close the gradebook."""
        self.gradebook.close()

    def put(self, student, lesson, notebook, executed, outcomes, timestamp=None):
        """Record one executed notebook; marks given by hand stay as they are.

        student, lesson, notebook: their names; executed: the notebook itself; outcomes: {grade_id: Outcome}; timestamp:
        when it was handed in, as text, or None. Everything is committed at once, or nothing.
        """
        with quiet_database():
            late = self.write(student, lesson, notebook, executed, outcomes, timestamp)
        if late:
            names = {"student": student, "assignment": lesson, "notebook": notebook, "db_url": self.coursedir.db_url}
            AssignLatePenalties(config=self.config).preprocess(executed, {"nbgrader": names})

    def write(self, student, lesson, notebook, executed, outcomes, timestamp):
        """Write marks and comments of one notebook to the gradebook; tell whether it was handed in late."""
        gradebook = self.gradebook
        try:
            gradebook.update_or_create_student(student)
            when = {"timestamp": timestamp} if timestamp else {}
            late = gradebook.update_or_create_submission(lesson, student, **when).total_seconds_late > 0
            submitted = gradebook.find_submission_notebook(notebook, lesson, student)
            for grade in submitted.grades:
                outcome = outcomes.get(grade.name)
                grade.auto_score = None if outcome is None else outcome.score
                # As nbgrader does it: a person looks again where one has marked before, or where there is no mark.
                grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
            untouched = {
                cell.metadata.nbgrader.grade_id
                for cell in executed.cells
                if is_solution(cell) and cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
            }
            for comment in submitted.comments:
                comment.auto_comment = "No response." if comment.name in untouched else None
            gradebook.db.commit()
        except OperationalError as error:
            gradebook.db.rollback()
            line = f"{self.coursedir.db_url}: cannot be written ({error.orig}); close what uses it, then run again"
            raise GraderError(line) from error
        return late

    def marks(self, student, lesson, notebook):
        """Return {grade_id: (score, points)}, score None where it is held; None when nothing is recorded."""
        try:
            submitted = self.gradebook.find_submission_notebook(notebook, lesson, student)
        except MissingEntry:
            return None
        marks = {}
        for grade in submitted.grades:
            held = grade.auto_score is None and grade.manual_score is None
            marks[grade.name] = (None if held else grade.score, grade.max_score)
        return marks

    def has(self, lesson):
        """Tell whether a lesson's cells are registered."""
        try:
            self.gradebook.find_assignment(lesson)
        except MissingEntry:
            return False
        return True
