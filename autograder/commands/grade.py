"""The commands that grade a class: grade, the course's own; demo, the small one that comes with the course."""

import contextlib
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Collection, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import ClassVar

from traitlets import Bool, Integer, Unicode
from traitlets.config import Configurable

from autograder import text
from autograder.audit import log, taken
from autograder.commands import proposing, report
from autograder.commands.app import CourseApp, near
from autograder.course import demo, lessons
from autograder.errors import AutograderError, UsageError, attempt
from autograder.grading import Grading, points
from autograder.judge.pool import POOL
from autograder.papers.paper import Paper
from autograder.record import tables
from autograder.record.graded import Graded
from autograder.record.progress import progress
from autograder.sandbox import warm
from autograder.sandbox.settings import Sandbox
from autograder.settings import Autograder, Settings


class GradeApp(CourseApp):
    """Grade what is submitted."""

    name = "autograder-grade"
    description = "Grade submitted/STUDENT/LESSON/NOTEBOOK.ipynb; write gradebook, feedback, grades.csv and run.json."

    assignment = Unicode(None, allow_none=True, help="Grade this lesson only.").tag(config=True)
    student = Unicode(None, allow_none=True, help="Grade this student only.").tag(config=True)
    force = Bool(False, help="Grade again what has not changed since it was graded.").tag(config=True)
    workers = Integer(os.cpu_count() or 1, min=1, help="How many submissions run at once.").tag(config=True)
    preview = Bool(False, help="Show what marks would become, and change none.").tag(config=True)
    apply = Bool(False, help="Enter what was proposed, where marks fall too.").tag(config=True)
    undo = Bool(False, help="Take back what was applied last.").tag(config=True)
    grades = Unicode("grades.csv", help="Where the marks are written, seen from the course's root.").tag(config=True)
    aliases: ClassVar[dict[str, str]] = {
        "assignment": "GradeApp.assignment",
        "student": "GradeApp.student",
        "workers": "GradeApp.workers",
        "sandbox": "Sandbox.minimum",
        "seed": "Autograder.seed",
    }
    classes: ClassVar[list[type[Configurable]]] = [Autograder, Sandbox]
    flags: ClassVar[dict[str, tuple[dict[str, object], str]]] = {
        "force": ({"GradeApp": {"force": True}}, "Grade again what has not changed since."),
        "preview": ({"GradeApp": {"preview": True}}, "Show what marks would become after a change, and change none."),
        "apply": ({"GradeApp": {"apply": True}}, "Enter what was proposed."),
        "undo": ({"GradeApp": {"undo": True}}, "Take back what was applied last."),
    }

    def grading(self) -> Grading:
        """Return the grading of the course, as it is configured."""
        return Grading(Settings.of(self.config, self.root))

    def executor(self) -> Executor:
        """Return what executes submissions, several at a time: threads of this process, each with a kernel."""
        return ThreadPoolExecutor(self.workers, warm.WORKER)

    def instead(self, word: str) -> str:
        """Return the option by which a lesson or a student is chosen."""
        return f"; is --assignment={word} or --student={word} meant?"

    def check_chosen(self, course: Grading) -> None:
        """Raise UsageError where the lesson or the student to grade is not there."""
        submitted = course.settings.submitted
        if not submitted.is_dir():
            return
        found, strays = course.collect()
        if self.assignment is not None and self.assignment not in {*course.lessons, *(each.lesson for each in found)}:
            known = ", ".join(course.lessons) or "none"
            raise UsageError(f"--assignment={self.assignment}: no such lesson; the lessons are: {known}")
        students = {*(each.student for each in found), *(each.student for each in strays)}
        if self.student is not None and text.identifier(self.student) not in students:
            meant = near(self.student, students)
            raise UsageError(f"--student={self.student}: nobody of that name is in {submitted}{meant}")

    def run(self) -> None:
        """Grade, show each outcome as it comes, then the tables; exit with 1 when any mark is held.

        Whatever ends the run, what was graded until then is written to grades.csv and run.json.
        """
        course = self.grading()
        self.check_chosen(course)
        if self.apply or self.undo or self.preview:
            self.propose(course)
            return
        self.walls()
        start = time.perf_counter()
        graded, ended = self.graded(course)
        if not graded and not ended and not self.refused(course):
            where = "put notebooks at submitted/STUDENT/LESSON/NOTEBOOK.ipynb"
            text.say(f"{course.settings.submitted}: nothing to grade; {where}")
            return
        if graded:
            ended = self.show(graded, course, ended) or ended
        if ended:
            sys.exit(ended)
        self.tell([each for each in graded if not each.missing], course, time.perf_counter() - start)

    def walls(self) -> None:
        """Say which walls there are; raises SandboxError where they are not those that are asked for."""
        sandbox = Sandbox(config=self.config)
        sandbox.require()
        text.say(sandbox.line())

    def propose(self, course: Grading) -> None:
        """Do what --preview, --apply or --undo asks for, of which there may be one."""
        asked = [name for name in ("preview", "apply", "undo") if getattr(self, name)]
        if len(asked) > 1 or (self.undo and (self.student or self.assignment)):
            raise UsageError(f"--{' --'.join(asked)}: one at a time, and --undo takes back all that was applied last")
        settings, run = course.settings, (self.folder / self.grades).with_name("run.json")
        written = [self.folder / self.grades, run]
        if self.undo:
            line, restored = proposing.take_back(settings, course, written)
            text.say(line)
            text.say(log.after(settings, run, restored, taken.TAKEN_BACK))
            text.say(report.after(settings, run))
            return
        if self.preview:
            self.walls()
            sys.exit(int(proposing.trial(partial(self.through, course), course)))
        who = None if self.student is None else text.identifier(self.student)
        chosen = proposing.waiting(course, lambda *of: who in (None, of[0]) and self.assignment in (None, of[1]))
        graded, ended = proposing.apply(settings, course, partial(self.graded, course), chosen, written)
        failed = self.show(graded, course, ended)
        proposing.seal(settings)
        text.say(f"\n{proposing.entered(graded, chosen, ended)}")
        if failed or ended:
            sys.exit(failed or ended)

    def through(
        self, course: Grading, kind: type[Paper], only: Collection[tuple[str, str]] | None = None
    ) -> list[Graded]:
        """Return the Graded of papers of a kind; a run that ends before it is done is told in a line."""
        graded, ended = self.graded(course, kind, only)
        if ended:
            sys.exit(ended)
        return graded

    def graded(
        self, course: Grading, kind: type[Paper] = Paper, only: Collection[tuple[str, str]] | None = None
    ) -> tuple[list[Graded], str]:
        """Grade; return what became of each, and why the run ended before it was done, "" if it did not."""
        graded: list[Graded] = []
        try:
            self.grade(course, graded, kind, only)
        except KeyboardInterrupt:
            return graded, f"stopped after {len(graded)} submissions; what is done is kept, run again to go on"
        except AutograderError as error:
            return graded, f"{type(error).__name__}: {text.shown(error, 1000)}"
        except Exception as error:  # what nobody has foreseen costs no mark that is there
            return graded, f"ended after {len(graded)} submissions ({text.told(error)}); what is done is kept"
        return graded, ""

    def grade(
        self,
        course: Grading,
        graded: list[Graded],
        kind: type[Paper] = Paper,
        only: Collection[tuple[str, str]] | None = None,
    ) -> None:
        """Grade, and put each Graded into graded; raises KeyboardInterrupt when told to stop."""
        stopped = threading.Event()

        def stop(*_: object) -> None:
            if not stopped.is_set():  # once is enough: what is done is being written then
                stopped.set()
                raise KeyboardInterrupt

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        self.make_exchange()
        with self.executor() as executor, progress(lambda: course.total) as tell:
            try:
                chosen = self.assignment, self.student, self.force
                for each in course.run(executor, *chosen, self.workers * 2, kind, only):
                    graded.append(each)
                    with contextlib.suppress(Exception):  # what cannot be shown is in the tables all the same
                        tell(each)
                    if stopped.is_set():  # where the exception came, it may have been swallowed: in a __del__, say
                        raise KeyboardInterrupt
            except BaseException:
                executor.shutdown(wait=False, cancel_futures=True)
                raise
            finally:
                POOL.close()
                warm.end()

    def make_exchange(self) -> None:
        """Make the exchange's folder where it is the course's own: `nbgrader release_feedback` expects it."""
        exchange = self.config.get("Exchange", {}).get("root")
        if isinstance(exchange, str) and Path(exchange).is_relative_to(self.root):
            with contextlib.suppress(OSError):
                Path(exchange).mkdir(parents=True, exist_ok=True)

    def tell(self, handed_in: Sequence[Graded], course: Grading, seconds: float) -> None:
        """Say how many were graded now, and why; exit with 1 and the reasons when any mark is held."""
        fresh = sum(each.fresh for each in handed_in)
        text.say(f"{fresh} of {len(handed_in)} graded now, in {seconds:.0f} s; the others are as they were.")
        if course.changed:
            again = len({names[:2] for whom in course.changed.values() for names in whom})
            text.say(f"Of these {again} again, since this has changed: {', '.join(course.changed)}.")
        if waits := proposing.waits(handed_in):
            text.say(waits)
        if asking := len({each.student for each in handed_in if each.requests}):
            text.say(f"{asking} student{' asks' if asking == 1 else 's ask'} for another look: make review")
        held = sum(bool(each.held) for each in handed_in)
        told = f"{held} of {len(handed_in)} submissions are held for a person to mark; the lines above say why"
        if self.refused(course):
            sys.exit("\n".join(self.refused(course) + [told] * bool(held)))
        if held:
            self.end(told)

    def end(self, line: str) -> None:
        """Say that submissions are held, and exit with 1."""
        sys.exit(line)

    def refused(self, course: Grading) -> list[str]:
        """Return a line for each lesson that nobody was graded in, see rehearsal.py."""
        return [line for line in course.refused.values() if line]

    def show(self, graded: list[Graded], course: Grading, ended: str) -> str:
        """Write grades.csv, and run.json beside it; print a table a lesson. Return why that failed, "" if it did not.

        ended: why the run ended before it was done, "" otherwise. Of what it has not come to is kept what was known.
        """
        path = self.folder / self.grades
        entries = [tables.entry(each) for each in graded]
        if self.assignment or self.student or self.apply or ended or self.refused(course):
            entries += self.others(graded, course, ended)
        if tables.is_foreign(path):
            text.say(f"{path}: not written by this command (by `nbgrader export`?); it is written anew")
        failed = []
        for write, target in ((tables.write_csv, path), (tables.write_run, path.with_name("run.json"))):
            _, error = attempt(write, entries, target)
            failed += [f"{target}: cannot be written ({text.told(error)})"] if error else []
        if not ended:
            self.show_tables(graded, course)
            text.say(f"\nMarks: {path}. Feedback: {self.folder / course.settings.coursedir.feedback_directory}")
            text.say(report.after(course.settings, path.with_name("run.json")))
        if not failed:
            by = taken.APPLIED if self.apply else taken.GRADED
            text.say(log.after(course.settings, path.with_name("run.json"), whom(graded), by))
        return "; ".join(failed)

    def others(self, graded: list[Graded], course: Grading, ended: str) -> list[tables.Entry]:
        """Return the entries of what this run has not come to: those of the last run, else what the gradebook says.

        A run that has ended early may have entered one more mark than it knows of: there the gradebook is asked, too.
        """
        kept = tables.kept((self.folder / self.grades).with_name("run.json"), graded)
        if kept is not None and not ended:
            return kept
        seen = {(each.student, each.lesson) for each in graded}
        rest, _ = attempt(course.known)
        known = [tables.entry(each) for each in rest or () if (each.student, each.lesson) not in seen]
        return tables.corrected(kept or [], known)

    def show_tables(self, graded: list[Graded], course: Grading) -> None:
        """Print a table a lesson; one that cannot be made costs a line; none where nobody was graded."""
        known = (each for each in graded if each.lesson in course.lessons)
        by_lesson = sorted(known, key=lambda each: (lessons.natural(each.lesson), each.student))
        for name, rows in groupby(by_lesson, key=lambda each: each.lesson):
            group = list(rows)
            if course.refused.get(name) and all(each.missing for each in group):
                continue
            table, error = attempt(self.table, group, course, name)
            text.say(f"\n{table}" if error is None else f"\n{name}: its table cannot be made ({text.told(error)})")

    def table(self, graded: list[Graded], course: Grading, name: str) -> str:
        """Return the table of a lesson; raises LessonError where its source cannot be read."""
        return tables.table(graded, name, points(course.lessons[name]))


def whom(graded: Sequence[Graded]) -> set[tuple[str, str]]:
    """Return (student, lesson) of what was graded."""
    return {(each.student, each.lesson) for each in graded}


class DemoApp(GradeApp):
    """Grade the small class that comes with the course."""

    name = "autograder-demo"
    description = "Make the small class of demo_class/ under build/demo and grade it."

    timeout = Integer(10, help="Seconds a cell may take; one student's loop never ends.").tag(config=True)

    def run(self) -> None:
        """Make the class, then grade it apart from the instructor's own submissions, in what sandbox there is."""
        place = self.config.CourseDirectory
        for name in ("submitted", "autograded", "feedback"):
            place[f"{name}_directory"] = f"build/demo/{name}"
        folder = self.folder / "build" / "demo"
        place.db_url = f"sqlite:///{folder / 'gradebook.db'}"
        self.config.Roster.file = "build/demo/students.csv"  # there is none: the class is on no roster
        self.config.Certificates.key = "build/demo/certificates.key"
        self.config.Execute.timeout = self.timeout
        if "minimum" not in self.cli_config.get("Sandbox", {}):
            self.config.Sandbox.minimum = demo.walls()
        self.grades, self.config.Autograder.state = "build/demo/grades.csv", "build/demo/grading"
        shutil.rmtree(folder, ignore_errors=True)
        demo.make_class(folder / "submitted", self.root)
        super().run()

    def end(self, line: str) -> None:
        """Say that submissions are held, as is meant here."""
        print(f"{line}. In the demo that is meant: one student's answer ends Python.")
