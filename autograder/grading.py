"""Grades submitted notebooks with nbgrader: gradebook, autograded notebooks, feedback.

A submission that cannot be graded becomes an outcome with a problem in one line; the others go on.
"""

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory

from autograder import course
from autograder.convert import ConverterError, convert
from autograder.errors import AutograderError, GraderError, LessonError, SubmissionError

STAMP = "graded.sha256"


@dataclass
class Outcome:
    """What became of one submission: marks, {exercise name: (mark, points)}, or a problem in one line."""

    student: str
    lesson: str
    marks: dict = field(default_factory=dict)
    problem: str = ""

    @property
    def mark(self):
        """The sum of the marks, or None when the submission is held."""
        return None if self.problem else sum(mark for mark, _ in self.marks.values())

    @property
    def points(self):
        """The points that could be had."""
        return sum(points for _, points in self.marks.values())


def find_submissions(folder):
    """Return what lies in folder as STUDENT/LESSON/, and what is wrong with anything else there.

    The first is a list of (student, lesson name, folder), the second one of (student, one line).
    """
    found, problems = [], []
    for student in sorted(visible(folder)):
        if not student.is_dir():
            line = f"{student}: a file where a student's folder was due; unpack or move it"
            problems.append((student.name, line))
            continue
        inside = sorted(visible(student))
        if not inside:
            problems.append((student.name, f"{student}: empty; a lesson's folder with its notebook was due"))
        for each in inside:
            if each.is_dir():
                found.append((student.name, each.name, each))
            else:
                line = f"{each}: a file where a lesson's folder was due; move it into one"
                problems.append((student.name, line))
    return found, problems


def visible(folder):
    """Return what folder holds, less hidden files and the leftovers of macOS archives."""
    return [path for path in Path(folder).iterdir() if not path.name.startswith((".", "__MACOSX"))]


def check_notebook(path):
    """Raise SubmissionError with one line unless path is a notebook that can be read."""
    if not path.is_file():
        others = [other.name for other in path.parent.glob("*.ipynb")]
        hint = f"; it holds {', '.join(others)}: is one of these the lesson, renamed?" if others else ""
        raise SubmissionError(f"{path}: missing{hint}")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict) or "cells" not in content:
            raise SubmissionError(f"{path}: not a notebook, it holds no cells")
        nbformat.reads(json.dumps(content), as_version=4)
    except json.JSONDecodeError as error:
        line = f"{path}: not a notebook, the JSON breaks off or is wrong at line {error.lineno}"
        raise SubmissionError(line) from error
    except UnicodeDecodeError as error:
        raise SubmissionError(f"{path}: not UTF-8 text; ask for the file as JupyterLab saved it") from error
    except AutograderError:
        raise
    except Exception as error:  # nbformat raises many types, and whatever it is the file is no notebook
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise SubmissionError(f"{path}: not a notebook, {reason[0]}") from error


class Grading:
    """One run of nbgrader over a folder of submissions.

    config: nbgrader's configuration, which says where submissions, gradebook and the rest are.
    """

    def __init__(self, config, root=course.ROOT):
        """Prepare a run in the course at root."""
        self.root = Path(root)
        self.config = config.copy()
        self.config.CourseDirectory.root = str(self.root)
        self.coursedir = CourseDirectory(config=self.config)
        self.registered = set()

    @property
    def submitted(self):
        """The folder of submissions."""
        return self.root / self.coursedir.submitted_directory

    def run(self, assignment=None, student=None, force=False):
        """Grade what is submitted and yield an Outcome for each submission, in order.

        assignment, student: grade these only; force: grade again what has not changed since.
        """
        if not self.submitted.is_dir():
            return
        found, problems = find_submissions(self.submitted)
        for name, problem in problems:
            if student in (None, name) and assignment is None:
                yield self.held(name, "", problem)
        for name, lesson, folder in found:
            if student in (None, name) and assignment in (None, lesson):
                yield self.grade(name, lesson, folder, force)

    def grade(self, student, name, folder, force=False):
        """Grade one submission and return its Outcome."""
        try:
            lesson = course.lesson(name, self.root)
            path = folder / lesson.path.name
            check_notebook(path)
            self.register(lesson)
            if force or not self.is_current(student, lesson, path):
                self.autograde(student, lesson)
                self.stamp(student, lesson, path)
            return Outcome(student, name, marks=self.marks(student, lesson))
        except LessonError as error:
            return self.held(student, name, f"{folder}: {error}")
        except AutograderError as error:
            return self.held(student, name, str(error))

    def held(self, student, name, problem):
        """Return the Outcome of a submission that has no mark; paths are told as seen from the course."""
        return Outcome(student, name, problem=problem.replace(f"{self.root}{os.sep}", ""))

    def register(self, lesson):
        """Enter the lesson's cells and points in the gradebook, once a run."""
        if lesson.name in self.registered:
            return
        with tempfile.TemporaryDirectory() as scratch:
            overrides = {"CourseDirectory": {"release_directory": scratch}, "GenerateAssignment": {"force": True}}
            try:
                convert(GenerateAssignment, self.config, lesson.name, overrides=overrides)
            except ConverterError as error:
                hint = ""
                if "Cannot add or remove cells" in str(error):
                    hint = "; it changed after the class began: grade with the one handed out, or move gradebook.db"
                raise GraderError(f"{lesson.path}: {error}{hint}") from error
        self.registered.add(lesson.name)

    def autograde(self, student, lesson):
        """Run nbgrader's autograde and generate_feedback for one submission."""
        where = self.submitted / student / lesson.name
        try:
            convert(Autograde, self.config, lesson.name, student, {"Autograde": {"force": True}})
        except ConverterError as error:
            reason = "its code ended the kernel" if "DeadKernelError" in error.log else error
            raise SubmissionError(f"{where}: could not be run, {reason}") from error
        try:
            convert(GenerateFeedback, self.config, lesson.name, student, {"GenerateFeedback": {"force": True}})
        except ConverterError as error:
            raise GraderError(f"{where}: graded, but no feedback could be written, {error}") from error

    def marks(self, student, lesson):
        """Return {exercise name: (mark, points)} from the gradebook."""
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            submission = gradebook.find_submission_notebook(lesson.path.stem, lesson.name, student)
            grades = {grade.name: (grade.score, grade.max_score) for grade in submission.grades}
        marks = {}
        for exercise in lesson.exercises:
            pairs = [grades[test.metadata.nbgrader.grade_id] for test in exercise.tests]
            marks[exercise.name] = tuple(map(sum, zip(*pairs, strict=True)))
        return marks

    def stamp_path(self, student, lesson):
        """Return where the hash of the graded submission is kept."""
        return self.root / self.coursedir.autograded_directory / student / lesson.name / STAMP

    def is_current(self, student, lesson, path):
        """Tell whether this very submission has been graded by this very lesson."""
        stamp = self.stamp_path(student, lesson)
        return stamp.is_file() and stamp.read_text(encoding="ascii") == digest(lesson, path)

    def stamp(self, student, lesson, path):
        """Note that this submission has been graded."""
        self.stamp_path(student, lesson).write_text(digest(lesson, path), encoding="ascii")


def digest(lesson, path):
    """Return what tells a graded submission from a newer one: the hash of it and of its lesson."""
    return hashlib.sha256(path.read_bytes() + lesson.path.read_bytes()).hexdigest()
