"""The command line: `python -m autograder COMMAND`, in nbgrader's style, reading nbgrader_config.py."""

import contextlib
import difflib
import io
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
from traitlets import Bool, Float, Integer, List, Unicode, default
from traitlets.config import Configurable
from traitlets.config.loader import KVArgParseConfigLoader

from autograder import grading, text
from autograder.bank import answer, mistakes, summary, survey
from autograder.bank.bank import Bank
from autograder.commands import bench, honest
from autograder.course import demo, outputs, release, watch
from autograder.course import lessons as course
from autograder.errors import AutograderError, UsageError
from autograder.execute.budget import MB, limits
from autograder.record import tables
from autograder.record.progress import progress
from autograder.sandbox import warm
from autograder.sandbox.settings import Sandbox


def near(name, known):
    """Return a hint at the names that are meant, where some are like a name that is not known."""
    matches = difflib.get_close_matches(name, known, 3)
    return f"; is {' or '.join(matches)} meant?" if matches else ""


class StrictLoader(KVArgParseConfigLoader):
    """Reads a command line, and refuses an option that is not known; traitlets would go on without it."""

    def _handle_unrecognized_alias(self, arg):
        """Refuse a short option, as --student, that no alias is called."""
        name = arg.lstrip("-")
        raise UsageError(f"--{name}: no such option{near(name, [str(each) for each in self.aliases])}")

    def load_config(self, *arguments, **options):
        """Return the configuration that a command line asks for; raises UsageError with one line."""
        said = io.StringIO()
        try:
            with contextlib.redirect_stderr(said):
                config = super().load_config(*arguments, **options)
        except SystemExit as error:  # argparse has told its usage, at length
            raise UsageError(f"{said.getvalue().strip().rpartition('error: ')[2]}; --help lists the options") from error
        for section, traits in config.items():
            known = traits_of(section)
            if not known:
                raise UsageError(f"--{section}: nothing that can be configured is called {section}")
            for name in traits:
                if name not in known and not name[:1].isupper():
                    meant = near(name, known)
                    raise UsageError(f"--{section}.{name}: {section} has no such option{meant}")
        return config


def traits_of(section):
    """Return the names of what can be configured of the classes that a section of the configuration is for."""
    found, waiting = set(), [Configurable]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if section in (each.__name__ for each in kind.__mro__):
            found |= set(kind.class_trait_names(config=True))
    return found


class CourseApp(NbGrader):
    """What the commands share: the course's root, options that are read strictly, and errors told in one line."""

    # Whether names of lessons may follow the command.
    takes_lessons = False

    root = Unicode(help="The course's folder: the nearest, from the current one upward, with a configuration.").tag(
        config=True
    )

    @default("root")
    def _root_default(self):
        return str(course.find_root())

    @default("log_level")
    def _log_level_default(self):
        return logging.ERROR

    def _create_loader(self, argv, aliases, flags, classes):
        """Return what reads the command line."""
        return StrictLoader(argv, aliases, flags, classes=classes, log=self.log, subcommands=self.subcommands)

    def initialize(self, argv=None):
        """Read nbgrader_config.py from the course's root, wherever the command was started."""
        # A name with characters that the terminal's encoding does not have ends no run.
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(AttributeError, OSError, ValueError):
                stream.reconfigure(errors="backslashreplace")
        try:
            super().initialize(argv, root=self.root)
            self.check_arguments()
        except UsageError as error:
            self.refuse(error)

    def refuse(self, error):
        """Say in one line what is wrong with the command line, and exit with 2."""
        print(f"{type(error).__name__}: {text.shown(error, 1000)}", file=sys.stderr)
        sys.exit(2)

    def check_arguments(self):
        """Raise UsageError where words follow the command that it does not take."""
        if self.subapp is not None or self.takes_lessons or not self.extra_args:
            return
        word = self.extra_args[0]
        if self.subcommands:
            known = ", ".join(self.subcommands)
            raise UsageError(f"{word}: no such command{near(word, self.subcommands)}; the commands are: {known}")
        raise UsageError(f"{word}: {self.name} takes options alone{self.instead(word)}")

    def instead(self, word):
        """Return what may be meant by a word that the command does not take."""
        return ""

    def start(self):
        """Run the command; exit with 1 and one line when it fails by an error of our own, with 2 when misused."""
        super().start()
        try:
            self.run()
        except UsageError as error:
            self.refuse(error)
        except AutograderError as error:
            sys.exit(f"{type(error).__name__}: {text.shown(error, 1000)}")

    def chosen(self):
        """Return the lessons to work on: the one named on the command line, or all."""
        return [course.lesson(name, self.root) for name in self.extra_args] or course.lessons(self.root)


class SolutionsApp(CourseApp):
    """Run the source notebooks and store their outputs."""

    name = "autograder-solutions"
    takes_lessons = True
    description = "Run solutions/ from top to bottom and store what the cells print, or only the lessons named."

    def run(self):
        """Run each lesson and say how long it took."""
        for lesson in self.chosen():
            start = time.perf_counter()
            outputs.refresh(lesson)
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
        sizes = {name: getattr(self, name) * MB for name in ("cell_output", "notebook_output")}
        return limits(self.config, notebook_seconds=self.notebook_seconds, **sizes)

    def instead(self, word):
        """Return the option by which a lesson or a student is chosen."""
        return f"; is --assignment={word} or --student={word} meant?"

    def check_chosen(self, job):
        """Raise UsageError where the lesson or the student to grade is not there."""
        if not job.submitted.is_dir():
            return
        found, problems = grading.find_submissions(job.submitted, job.lessons.values())
        lessons = {*job.lessons, *(each.lesson for each in found)}
        if self.assignment is not None and self.assignment not in lessons:
            known = ", ".join(job.lessons) or "none"
            raise UsageError(f"--assignment={self.assignment}: no such lesson; the lessons are: {known}")
        students = {*(each.student for each in found), *(name for name, _ in problems)}
        if self.student is not None and text.identifier(self.student) not in students:
            meant = near(self.student, students)
            raise UsageError(f"--student={self.student}: nobody of that name is in {job.submitted}{meant}")

    def run(self):
        """Grade, show each outcome as it comes, then the tables; exit with 1 when any mark is held.

        Whatever ends the run, what was graded until then is written to grades.csv and run.json.
        """
        job = grading.Grading(self.config, self.root, self.state, self.linked, self.limits(), self.lean)
        self.check_chosen(job)
        sandbox = Sandbox(config=self.config)
        sandbox.require()
        text.say(sandbox.line())
        graded, start, ended = [], time.perf_counter(), ""
        try:
            self.grade(job, graded)
        except KeyboardInterrupt:
            ended = f"stopped after {len(graded)} submissions; what is done is kept, run again to go on"
        except AutograderError as error:
            ended = f"{type(error).__name__}: {text.shown(error, 1000)}"
        except Exception as error:  # what nobody has foreseen costs no mark that is there
            ended = f"ended after {len(graded)} submissions ({text.told(error)}); what is done is kept"
        handed_in = [each for each in graded if not each.missing]
        if not graded and not ended and not self.refused(job):
            text.say(f"{job.submitted}: nothing to grade; put notebooks at submitted/STUDENT/LESSON/NOTEBOOK.ipynb")
            return
        if graded:
            ended = self.show(graded, job, ended) or ended
        if ended:
            sys.exit(ended)
        fresh = sum(each.fresh for each in handed_in)
        seconds = time.perf_counter() - start
        text.say(f"{fresh} of {len(handed_in)} graded now, in {seconds:.0f} s; the others are as they were.")
        if job.changed:
            again = len(set().union(*job.changed.values()))
            text.say(f"Of these {again} again, since this has changed: {', '.join(job.changed)}.")
        held = sum(bool(each.held) for each in handed_in)
        told = f"{held} of {len(handed_in)} submissions are held for a person to mark; the lines above say why"
        if self.refused(job):
            sys.exit("\n".join(self.refused(job) + [told] * bool(held)))
        if held:
            self.end(told)

    def end(self, line):
        """Say that submissions are held, and exit with 1."""
        sys.exit(line)

    def refused(self, job):
        """Return a line for each lesson that nobody was graded in, see rehearsal.py."""
        return [line for line in job.refused.values() if line]

    def grade(self, job, graded):
        """Run a grading.Grading and put each Graded into graded; raises KeyboardInterrupt when told to stop."""
        stopped = threading.Event()

        def stop(*_):
            if not stopped.is_set():  # once is enough: what is done is being written then
                stopped.set()
                raise KeyboardInterrupt

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        exchange = self.config.get("Exchange", {}).get("root")
        if isinstance(exchange, str) and Path(exchange).is_relative_to(self.root):
            with contextlib.suppress(OSError):  # where it is the course's own, `nbgrader release_feedback` expects it
                Path(exchange).mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(self.workers, warm.WORKER) as executor, progress(lambda: job.total) as tell:
            try:
                for each in job.run(executor, self.assignment, self.student, self.force, self.workers * 2):
                    graded.append(each)
                    with contextlib.suppress(Exception):  # what cannot be shown is in the tables all the same
                        tell(each)
                    if stopped.is_set():  # where the exception came, it may have been swallowed: in a __del__, say
                        raise KeyboardInterrupt
            except BaseException:
                executor.shutdown(wait=False, cancel_futures=True)
                raise
            finally:
                warm.end()

    def show(self, graded, job, ended):
        """Write grades.csv, and run.json beside it; print a table a lesson. Return why that failed, "" if it did not.

        ended: why the run ended before it was done, "" otherwise. Of what it has not come to is kept what was known.
        """
        path = Path(self.root, self.grades)
        entries, others = [tables.entry(each) for each in graded], []
        if self.assignment or self.student or ended or self.refused(job):
            others = tables.kept(path.with_name("run.json"), graded)
            if others is None:  # none is there, or none of ours: what the gradebook says
                seen = {(each.student, each.lesson) for each in graded}
                rest, _ = grading.attempt(job.known)
                others = [tables.entry(each) for each in rest or () if (each.student, each.lesson) not in seen]
        if tables.is_foreign(path):
            text.say(f"{path}: not written by this command (by `nbgrader export`?); it is written anew")
        failed = []
        for write, target in ((tables.write_csv, path), (tables.write_run, path.with_name("run.json"))):
            _, error = grading.attempt(write, entries + others, target)
            failed += [f"{target}: cannot be written ({text.told(error)})"] if error else []
        if not ended:
            self.show_tables(graded, job)
            text.say(f"\nMarks: {path}. Feedback: {job.root / job.coursedir.feedback_directory}")
        return "; ".join(failed)

    def table(self, graded, lesson):
        """Return the table of a lesson."""
        return tables.table(graded, lesson, grading.columns(lesson))

    def show_tables(self, graded, job):
        """Print a table a lesson; one that cannot be made costs a line."""
        known = (each for each in graded if each.lesson in job.lessons)
        by_lesson = sorted(known, key=lambda each: (course.natural(each.lesson), each.student))
        for name, group in groupby(by_lesson, key=lambda each: each.lesson):
            lesson = job.lessons[name]
            table, error = grading.attempt(self.table, list(group), lesson)
            text.say(f"\n{table}" if error is None else f"\n{name}: its table cannot be made ({text.told(error)})")


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
    takes_lessons = True
    description = (
        "Grade what has changed in the bank of answers, or in LESSON, LESSON/EXERCISE or LESSON/EXERCISE/NAME; store "
        "what came of it, fingerprints, likely mistakes and the tables, unless an answer is not marked as it should be."
    )
    # Messages of so many answers that have changed are printed; of those that are named all are.
    shown = 20

    force = Bool(False, help="Grade again what has not changed since it was graded.").tag(config=True)
    flags: ClassVar = {"force": ({"BankApp": {"force": True}}, "Grade again what has not changed since.")}

    def run(self):
        """Grade, tell messages and shares, write what is made of them; or one line for each answer that is red."""
        start, found = time.perf_counter(), survey.Survey(self.root, Bank(config=self.config))
        chosen = found.chosen(self.extra_args)
        told = []

        def tell(each):
            told.append(each)
            if self.extra_args or len(told) <= self.shown:
                self.tell(each, found)

        fresh = found.grade(chosen, self.force, tell)
        for each in chosen if self.extra_args else ():
            if each not in told:
                self.tell(each, found)
        seconds = f"{len(fresh)} of {len(chosen)} answers graded, in {time.perf_counter() - start:.1f} s"
        problems = self.missing(found) + found.problems(chosen)
        if problems:
            text.say(f"{seconds}; nothing is written")
            sys.exit("\n".join(text.shown(line, 1000) for line in problems))
        names = list(dict.fromkeys(each.lesson for each in chosen))
        for path in found.write(names):
            text.say(f"{path.relative_to(self.root)}: written")
            if path.name == mistakes.NAME:
                text.say("`make lessons` lays it beside the students' notebook")
        if not found.rest:
            text.say("\n".join(summary.shares(found.counts())))
        else:
            text.say(f"{found.rest} other answers have changed, too; `make bank` grades them and makes the tables")
        text.say(seconds)

    def missing(self, found):
        """Return a line for each exercise that the bank knows too little of, and each folder that is of no exercise."""
        named = found.exercises(self.extra_args)
        lines = [line for lesson, exercise in named for line in answer.too_few(lesson, exercise, found.data)]
        stray = () if self.extra_args else dict.fromkeys(found.stray)
        return lines + [f"{folder}: no lesson has such an exercise" for folder in stray]

    def tell(self, each, found):
        """Print the message that a wrong answer gets."""
        if each.is_right:
            return
        outcome, entries = found.known.get(each), found.entries(each.lesson)
        for test_id, visible, message in found.messages(each, outcome, entries) if outcome else ():
            text.say(f"{each.key}, {test_id}{'' if visible else ', its hidden part'}:")
            for line in message.split("\n"):
                text.say(f"    {text.shown(line, 1000)}")


class WatchApp(CourseApp):
    """Keep a lesson as its author saves it."""

    name = "autograder-watch"
    takes_lessons = True
    description = "At each save of a lesson, by its name or number: run it, make its lessons/, check it, make a page."

    def run(self):
        """Go round until the keyboard stops it."""
        if len(self.extra_args) != 1:
            known = ", ".join(each.name for each in course.lessons(self.root))
            raise UsageError(f"which lesson? make watch LESSON=1, or its whole name; the lessons are: {known}")
        watch.Watch(self.extra_args[0], self.root, self.config).run()


class BenchApp(CourseApp):
    """Measure grading."""

    name = "autograder-bench"
    takes_lessons = True
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


class HonestApp(CourseApp):
    """Compare our marks with the plain run's."""

    name = "autograder-honest"
    description = "Let honest accidents happen to notebooks, and compare our marks with those of the plain run."

    n = Integer(200, min=1, help="How many notebooks.").tag(config=True)
    seed = Integer(1, help="Another seed makes other notebooks; the seed of a difference makes that one again.").tag(
        config=True
    )
    lesson = Unicode(None, allow_none=True, help="This lesson's notebooks only.").tag(config=True)

    aliases: ClassVar = {"n": "HonestApp.n", "seed": "HonestApp.seed", "lesson": "HonestApp.lesson"}

    def run(self):
        """Compare, print each difference and the sum; exit with 1 where there is one."""
        sys.exit(honest.main(self.n, self.seed, self.lesson))


class AutograderApp(CourseApp):
    """The command with its subcommands."""

    name = "autograder"
    description = "Make the course's lessons and grade submissions."
    subcommands: ClassVar = {
        "grade": (GradeApp, GradeApp.description),
        "bank": (BankApp, BankApp.description),
        "bench": (BenchApp, BenchApp.description),
        "demo": (DemoApp, DemoApp.description),
        "honest": (HonestApp, HonestApp.description),
        "lessons": (LessonsApp, LessonsApp.description),
        "solutions": (SolutionsApp, SolutionsApp.description),
        "watch": (WatchApp, WatchApp.description),
    }

    def run(self):
        """Without a subcommand, say which there are."""
        self.print_help()
