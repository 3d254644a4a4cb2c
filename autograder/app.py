"""The command line: `python -m autograder COMMAND`, in nbgrader's style, reading nbgrader_config.py."""

import logging
import shutil
import sys
import time
from itertools import groupby
from pathlib import Path
from typing import ClassVar

from nbgrader.apps.baseapp import NbGrader
from traitlets import Bool, Integer, Unicode, default

from autograder import bank, course, demo, grading, refresh, release, report, survey
from autograder.errors import AutograderError


class CourseApp(NbGrader):
    """What the commands share: the course's root, and errors told in one line."""

    root = Unicode(str(course.ROOT), help="The course's folder.").tag(config=True)

    @default("log_level")
    def _log_level_default(self):
        return logging.ERROR

    def initialize(self, argv=None):
        """Read nbgrader_config.py from the course's root, wherever the command was started."""
        super().initialize(argv, root=self.root)

    def start(self):
        """Run the command; exit with 1 and one line when it fails by an error of our own."""
        super().start()
        try:
            self.run()
        except AutograderError as error:
            sys.exit(f"{type(error).__name__}: {error}")

    def chosen(self):
        """Return the lessons to work on: the one named on the command line, or all."""
        return [course.lesson(name, self.root) for name in self.extra_args] or course.lessons(self.root)


class SolutionsApp(CourseApp):
    """Run the source notebooks and store their outputs."""

    name = "autograder-solutions"
    description = "Run solutions/ from top to bottom and store what the cells print, or only the lessons named."

    def run(self):
        """Run each lesson and say how long it took."""
        for lesson in self.chosen():
            start = time.perf_counter()
            refresh.refresh(lesson)
            print(f"{lesson.name}: run in {time.perf_counter() - start:.1f} s")


class LessonsApp(CourseApp):
    """Make lessons/ from solutions/."""

    name = "autograder-lessons"
    description = "Make lessons/, what students open, from solutions/."

    def run(self):
        """Make all lessons and name the files that changed."""
        changed = release.release_all(course.lessons(self.root), Path(self.root, "lessons"), self.config)
        for path in changed:
            print(f"lessons/{path}: written")
        if not changed:
            print("lessons/ is what solutions/ generates")


class GradeApp(CourseApp):
    """Grade what is submitted."""

    name = "autograder-grade"
    description = "Grade submitted/STUDENT/LESSON/NOTEBOOK.ipynb; write gradebook, feedback and grades.csv."

    assignment = Unicode(None, allow_none=True, help="Grade this lesson only.").tag(config=True)
    student = Unicode(None, allow_none=True, help="Grade this student only.").tag(config=True)
    force = Bool(False, help="Grade again what has not changed since it was graded.").tag(config=True)
    grades = Unicode("grades.csv", help="Where the marks are written, seen from the course's root.").tag(config=True)

    aliases: ClassVar = {"assignment": "GradeApp.assignment", "student": "GradeApp.student"}
    flags: ClassVar = {"force": ({"GradeApp": {"force": True}}, "Grade again what has not changed since.")}

    def run(self):
        """Grade, show each outcome as it comes, then the tables; exit with 1 when any submission is held."""
        job = grading.Grading(self.config, self.root)
        outcomes = []
        for outcome in job.run(self.assignment, self.student, self.force):
            outcomes.append(outcome)
            told = outcome.problem or f"{report.number(outcome.mark)} of {report.number(outcome.points)}"
            print(f"{outcome.student}, {outcome.lesson or 'no lesson'}: {told}", flush=True)
        if not outcomes:
            print(f"{job.submitted}: nothing to grade; put notebooks at submitted/STUDENT/LESSON/NOTEBOOK.ipynb")
            return
        self.show(outcomes, job)
        held = sum(bool(outcome.problem) for outcome in outcomes)
        if held:
            sys.exit(f"{held} of {len(outcomes)} submissions could not be graded and are held; the lines above say why")

    def show(self, outcomes, job):
        """Print a table a lesson and write grades.csv."""
        known = {lesson.name: lesson for lesson in course.lessons(self.root)}
        by_lesson = sorted((o for o in outcomes if o.lesson in known), key=lambda o: (o.lesson, o.student))
        for name, group in groupby(by_lesson, key=lambda o: o.lesson):
            print(f"\n{report.table(list(group), known[name])}")
        path = Path(self.root, self.grades)
        report.write_csv(outcomes, path, keep=bool(self.assignment or self.student))
        print(f"\nMarks: {path}. Feedback: {job.root / job.coursedir.feedback_directory}")


class DemoApp(GradeApp):
    """Grade the small class that comes with the course."""

    name = "autograder-demo"
    description = "Make the small class of demo_class/ under build/demo and grade it."

    timeout = Integer(12, help="Seconds a cell may take; one student's loop never ends.").tag(config=True)

    def run(self):
        """Make the class, then grade it apart from the instructor's own submissions."""
        place = self.config.CourseDirectory
        for name in ("submitted", "autograded", "feedback"):
            place[f"{name}_directory"] = f"build/demo/{name}"
        place.db_url = f"sqlite:///{Path(self.root, 'build', 'demo', 'gradebook.db')}"
        self.config.Execute.timeout = self.timeout
        self.grades = "build/demo/grades.csv"
        shutil.rmtree(Path(self.root, "build", "demo"), ignore_errors=True)
        demo.make_class(Path(self.root, "build", "demo", "submitted"), self.root)
        super().run()


class BankApp(CourseApp):
    """Grade the bank of answers."""

    name = "autograder-bank"
    description = "Grade the bank of answers; store its fingerprints, and its table in README.md."

    def run(self):
        """Grade every answer, say which are not marked as they should be, print the table."""
        lessons, start = course.lessons(self.root), time.perf_counter()
        results = list(survey.grade_all(bank.answers(), self.root))
        survey.store_fingerprints(results, lessons)
        problems = bank.missing(lessons)
        for answer, checks, _ in results:
            errors, named = survey.failures(answer, checks)
            if answer.is_right and errors:
                problems.append(f"{answer.key}: right, but refused: {errors[0]}")
            elif not answer.is_right and not errors:
                problems.append(f"{answer.key}: wrong, but passed")
            elif not answer.is_right and not named:
                problems.append(f"{answer.key}: refused, but without '{answer.message}': {errors[0]}")
        table = survey.table([result[:2] for result in results], lessons)
        survey.put(Path(self.root, "README.md"), table)
        print(f"{table}\n\n{len(results)} answers, the wrong ones twice, in {time.perf_counter() - start:.0f} s")
        if problems:
            sys.exit("\n".join(problems))


class AutograderApp(CourseApp):
    """The command with its subcommands."""

    name = "autograder"
    description = "Make the course's lessons and grade submissions."
    subcommands: ClassVar = {
        "grade": (GradeApp, GradeApp.description),
        "bank": (BankApp, BankApp.description),
        "demo": (DemoApp, DemoApp.description),
        "lessons": (LessonsApp, LessonsApp.description),
        "solutions": (SolutionsApp, SolutionsApp.description),
    }

    def run(self):
        """Without a subcommand, say which there are."""
        self.print_help()
