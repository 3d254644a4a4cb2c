"""The command line: `python -m autograder COMMAND`, in nbgrader's style, reading nbgrader_config.py."""

import logging
import os
import shutil
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import ClassVar

from nbgrader.apps.baseapp import NbGrader
from nbgrader.preprocessors import Execute
from traitlets import Bool, Float, Integer, List, Unicode, default

from autograder import bank, bench, course, demo, grading, refresh, release, report, survey, warm
from autograder.errors import AutograderError
from autograder.execute import MB, Limits
from autograder.progress import progress
from autograder.sandbox import Sandbox


class CourseApp(NbGrader):
    """What the commands share: the course's root, and errors told in one line."""

    root = Unicode(help="The course's folder: the current one where it has a configuration, else this course's.").tag(
        config=True
    )

    @default("root")
    def _root_default(self):
        here = Path.cwd()
        return str(here if (here / "nbgrader_config.py").is_file() else course.ROOT)

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
    description = "Grade submitted/STUDENT/LESSON/NOTEBOOK.ipynb; write gradebook, feedback, grades.csv and run.json."

    assignment = Unicode(None, allow_none=True, help="Grade this lesson only.").tag(config=True)
    student = Unicode(None, allow_none=True, help="Grade this student only.").tag(config=True)
    force = Bool(False, help="Grade again what has not changed since it was graded.").tag(config=True)
    workers = Integer(os.cpu_count() or 1, min=1, help="How many submissions run at once.").tag(config=True)
    grades = Unicode("grades.csv", help="Where the marks are written, seen from the course's root.").tag(config=True)
    state = Unicode("build/grading", help="Where is kept what has been done; a run goes on from it.").tag(config=True)
    linked = List(Unicode(), ["data"], help="Folders of the course, linked beside each notebook.").tag(config=True)
    lean = Bool(False, help="Leave out the teaching cells that no mark depends on, see lean.py.").tag(config=True)
    notebook_seconds = Float(600, help="Seconds a submission may take; Execute.timeout is a cell's.").tag(config=True)
    cell_output = Integer(1, help="Megabytes that a cell may print; the rest is cut.").tag(config=True)
    notebook_output = Integer(10, help="Megabytes that a submission may print in all.").tag(config=True)

    aliases: ClassVar = {
        "assignment": "GradeApp.assignment",
        "student": "GradeApp.student",
        "workers": "GradeApp.workers",
        "sandbox": "Sandbox.minimum",
    }
    classes: ClassVar = [Sandbox]
    flags: ClassVar = {"force": ({"GradeApp": {"force": True}}, "Grade again what has not changed since.")}

    def limits(self):
        """Return what a submission may use."""
        seconds = Execute(config=self.config).timeout or Limits.cell_seconds
        memory = Sandbox(config=self.config).memory
        sizes = [megabytes * MB for megabytes in (self.cell_output, self.notebook_output, memory)]
        return Limits(seconds, self.notebook_seconds, *sizes)

    def run(self):
        """Grade, show each outcome as it comes, then the tables; exit with 1 when any mark is held."""
        job = grading.Grading(self.config, self.root, self.state, self.linked, self.limits(), self.lean)
        print(Sandbox(config=self.config).line())
        graded, start = [], time.perf_counter()
        stopped = threading.Event()

        def stop(*_):
            stopped.set()
            raise KeyboardInterrupt

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        with ThreadPoolExecutor(self.workers) as executor, progress(lambda: job.total) as tell:
            try:
                for each in job.run(executor, self.assignment, self.student, self.force, self.workers * 2):
                    graded.append(each)
                    tell(each)
                    if stopped.is_set():  # where the exception came, it may have been swallowed: in a __del__, say
                        raise KeyboardInterrupt
            except KeyboardInterrupt:
                executor.shutdown(wait=False, cancel_futures=True)
                sys.exit(f"stopped after {len(graded)} submissions; what is done is kept, run again to go on")
            finally:
                warm.end()
        if not graded:
            print(f"{job.submitted}: nothing to grade; put notebooks at submitted/STUDENT/LESSON/NOTEBOOK.ipynb")
            return
        self.show(graded, job)
        fresh = sum(each.fresh for each in graded)
        seconds = time.perf_counter() - start
        print(f"{fresh} of {len(graded)} graded now, in {seconds:.0f} s; the others are as they were.")
        held = sum(bool(each.held) for each in graded)
        if held:
            self.end(f"{held} of {len(graded)} submissions are held for a person to mark; the lines above say why")

    def end(self, line):
        """Say that submissions are held, and exit with 1."""
        sys.exit(line)

    def show(self, graded, job):
        """Print a table a lesson; write grades.csv, and run.json beside it."""
        by_lesson = sorted((each for each in graded if each.lesson in job.lessons), key=lambda g: (g.lesson, g.student))
        for name, group in groupby(by_lesson, key=lambda each: each.lesson):
            print(f"\n{report.table(list(group), job.lessons[name], grading.columns(job.lessons[name]))}")
        path, keep = Path(self.root, self.grades), bool(self.assignment or self.student)
        report.write_csv(graded, path, keep)
        report.write_run(graded, path.with_name("run.json"), keep)
        print(f"\nMarks: {path}. Feedback: {job.root / job.coursedir.feedback_directory}")


class DemoApp(GradeApp):
    """Grade the small class that comes with the course."""

    name = "autograder-demo"
    description = "Make the small class of demo_class/ under build/demo and grade it."

    timeout = Integer(10, help="Seconds a cell may take; one student's loop never ends.").tag(config=True)

    def run(self):
        """Make the class, then grade it apart from the instructor's own submissions, in what sandbox there is."""
        place = self.config.CourseDirectory
        for name in ("submitted", "autograded", "feedback"):
            place[f"{name}_directory"] = f"build/demo/{name}"
        place.db_url = f"sqlite:///{Path(self.root, 'build', 'demo', 'gradebook.db')}"
        self.config.Execute.timeout = self.timeout
        if "minimum" not in self.cli_config.get("Sandbox", {}):
            self.config.Sandbox.minimum = demo.walls()
        self.grades, self.state = "build/demo/grades.csv", "build/demo/grading"
        shutil.rmtree(Path(self.root, "build", "demo"), ignore_errors=True)
        demo.make_class(Path(self.root, "build", "demo", "submitted"), self.root)
        super().run()

    def end(self, line):
        """Say that submissions are held, as is meant here."""
        print(f"{line}. In the demo that is meant: one student's answer ends Python.")


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


class BenchApp(CourseApp):
    """Measure grading."""

    name = "autograder-bench"
    description = "Grade copies of the solved lessons with stock nbgrader and with ours, and print seconds and ratios."

    copies = Integer(20, min=1, help="Submissions a lesson.").tag(config=True)
    stock_copies = Integer(3, min=1, help="Submissions a lesson for stock nbgrader, which takes long.").tag(config=True)

    most = Integer(1000, min=10, help="Submissions in the largest class whose execution is simulated.").tag(config=True)

    aliases: ClassVar = {"copies": "BenchApp.copies", "stock-copies": "BenchApp.stock_copies"}

    def run(self):
        """Measure each lesson and print the table."""
        rows = {}
        for lesson in self.chosen():
            rows[lesson.name] = bench.compare(lesson, self.copies, self.stock_copies)
            print(f"{lesson.name}: measured", flush=True)
        print(f"\nSeconds a submission, {self.copies} of each ({self.stock_copies} for stock), with the same marks:\n")
        print(bench.table(rows))
        for copies in (10, 100, self.most):
            each = bench.recording(course.lessons(self.root)[0], copies)
            print(f"\n{copies} submissions, execution simulated: {each * 1000:.0f} ms each for all the rest", end="")
        none, confined = bench.kernels(self.copies).values()
        print(f"\n\nA kernel, from its start to its end: {none * 1000:.0f} ms, in the sandbox {confined * 1000:.0f} ms")
        for lesson in self.chosen():
            whole, controls = bench.controls(lesson, min(self.copies, 5))
            share = controls / whole
            print(f"{lesson.name}: executed in {whole:.2f} s, of that control runs {controls:.2f} s ({share:.0%})")


class AutograderApp(CourseApp):
    """The command with its subcommands."""

    name = "autograder"
    description = "Make the course's lessons and grade submissions."
    subcommands: ClassVar = {
        "grade": (GradeApp, GradeApp.description),
        "bank": (BankApp, BankApp.description),
        "bench": (BenchApp, BenchApp.description),
        "demo": (DemoApp, DemoApp.description),
        "lessons": (LessonsApp, LessonsApp.description),
        "solutions": (SolutionsApp, SolutionsApp.description),
    }

    def run(self):
        """Without a subcommand, say which there are."""
        self.print_help()
