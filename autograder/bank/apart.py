"""Judges answers of the bank apart, as the grader does, but without kernels: a judge and a player are forked processes.

The bank's own grading runs a test and an answer in one process (grade.py). What comes of an answer has to be the same
here, where the test runs in one process and the answer in another: compare() tells where it is not.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell
from nbgrader.utils import is_solution

from autograder.bank.answer import Answer
from autograder.bank.forked import Silent, child, preload
from autograder.bank.grade import Check, Checks, given_cells, visible_tests
from autograder.bank.trace import Told
from autograder.cells import grade_id_of
from autograder.course import lessons as course
from autograder.course.lessons import Lesson
from autograder.errors import GraderError
from autograder.judge import player, process
from autograder.judge.judge import Judge
from autograder.judge.report import Needs, Report
from autograder.sandbox import temporary

# How many answers share a judge, which is what takes time to come up.
SOME = 8
# What the error of a test begins with that was broken off.
GONE = "gone"


class ForkedJudge(Judge):
    """A judge in a forked process, within no walls: what it runs is the course's own."""

    def __init__(self, folder: Path, timeout: float) -> None:
        """Start it in a lesson's folder. timeout: seconds for a test."""
        self.done: set[str] = set()
        self.submissions, self.heard = 1, b""
        self.timeout = timeout
        self.closing = contextlib.ExitStack()
        self.control, theirs = socket.socketpair()
        self.closing.callback(self.control.close)
        with theirs:

            def work(shell: Silent) -> None:
                InteractiveShell.clear_instance()  # the judge's process has none
                os.dup2(theirs.fileno(), 1)
                process.main()

            forked, _ = self.closing.enter_context(child(work, folder))
        self.pid = forked.pid or 0

    def line(self, seconds: float | None) -> bytes:
        """Return the next line that it tells; b"" where there is none in time."""
        return super().line(self.timeout if seconds is None else seconds)


class Pair:
    """A judge and a player in forked processes. The player holds one answer."""

    def __init__(self, judge: ForkedJudge, folder: Path, cells: Sequence[str]) -> None:
        """Start the player in a lesson's folder. cells: what it runs before it plays."""
        self.judge, self.closing = judge, contextlib.ExitStack()
        try:
            address = str(Path(self.closing.enter_context(temporary.folder("apart-")), "player.sock"))
            self.listener = self.closing.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            self.listener.bind(address)
            self.listener.listen(1)

            def work(shell: Silent) -> None:
                for each in (self.listener, judge.control):
                    each.close()
                for cell in cells:
                    shell.run(cell)
                while True:  # until this process is ended
                    player.play(address, shell.user_ns)

            self.player, _ = self.closing.enter_context(child(work, folder))
        except BaseException:
            self.closing.close()
            raise

    def __enter__(self) -> Pair:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End both."""
        self.closing.close()

    def test(self, source: str, needs: Needs, seed: int | None) -> Report:
        """Run a test; return how it ended. seed: of its inputs, None for the author's."""
        ready = wait([self.listener, self.player.sentinel], self.judge.timeout)
        if self.listener not in ready:
            return Report(gone="the process died" if ready else f"no end after {self.judge.timeout:g} s")
        try:
            connection, _ = self.listener.accept()
            with connection:
                return self.judge.test(source, needs, seed, connection)
        except (GraderError, OSError) as error:
            return Report(gone=f"{type(error).__name__}: {error}")


@dataclass(frozen=True)
class Case:
    """An answer to try.

    key: LESSON/EXERCISE/NAME, NAME "own" for the lesson's own; needs: {grade_id: of its tests}; seeds: of inputs that
    each test is tried with beside the author's.
    """

    key: str
    source: str
    is_right: bool
    needs: Mapping[str, Needs]
    seeds: Sequence[int] = ()

    @property
    def is_tampering(self) -> bool:
        """Whether the answer changes what it is judged by, which is out of its reach here: other words refuse it."""
        return re.fullmatch(r"wrong_(jury_\w+|steps_replaced)", self.key.rpartition("/")[2]) is not None

    @property
    def place(self) -> tuple[str, str]:
        """The lesson's name, and the exercise's."""
        lesson, exercise, _ = self.key.split("/")
        return lesson, exercise


@dataclass(frozen=True)
class Heard:
    """What came of an answer.

    checks: on the author's inputs; fresh: {grade_id: what each other seed came to, "" where the test has passed};
    calls, seconds: {grade_id: of the player's in one run of the whole test}.
    """

    checks: Checks
    fresh: dict[str, list[str]] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def run(
    judge: ForkedJudge,
    lesson: Lesson,
    case: Case,
    tests: Mapping[str, str],
    visible: Mapping[str, str],
) -> Heard:
    """Return what becomes of an answer, as grade.run() does in one process.

    tests, visible: {grade_id: source} of its exercise's tests, whole and as students have them.
    """
    found = Heard({})
    with Pair(judge, lesson.path.parent, [*given_cells(lesson), case.source]) as pair:
        for test_id in tests:
            found.checks[test_id] = check(pair.test(visible[test_id], case.needs[test_id], None), True)
        for test_id, test in tests.items():
            if not found.checks[test_id].error:
                report = pair.test(test, case.needs[test_id], None)
                found.checks[test_id] = check(report, False)
                found.calls[test_id], found.seconds[test_id] = report.calls, report.seconds
            found.fresh[test_id] = [
                check(pair.test(test, case.needs[test_id], seed), False).error for seed in case.seeds
            ]
    return found


def check(report: Report, visible: bool) -> Check:
    """Return a report as a Check. visible: whether the part that students see was run."""
    error, told = report.error, report.trace
    said = f"{error['ename']}: {error['evalue']}" if error else ""
    broken = [f"{name}: {text}" for name, text in (("given", report.fault), (GONE, report.gone)) if text]
    left = Told(text=str(told["text"]), numbers=[float(each) for each in told["numbers"]]) if told else None
    return Check("; ".join(broken) or said, None, visible and bool(broken or said), left)


# The whole bank.


def cases(lesson: Lesson, needs: Mapping[str, Needs], answers: Sequence[Answer], fresh: int = 0) -> list[Case]:
    """Return what there is to try of a lesson: its own answers, and those of the bank among the ones given.

    fresh: with how many seeds each right answer is tried; wrong ones with half as many, the lesson's own with eight
    times as many, since they are what the tests were written with.
    """
    found, seeds = [], [*range(1, 8 * fresh + 1)]
    for exercise in lesson.exercises:
        mine = {each.metadata.nbgrader.grade_id: needs[each.metadata.nbgrader.grade_id] for each in exercise.tests}
        given = [each for each in answers if (each.lesson, each.exercise) == (lesson.name, exercise.name)]
        if given:
            found.append(Case(f"{lesson.name}/{exercise.name}/own", own(lesson, exercise.name), True, mine, seeds))
        for each in given:
            found.append(
                Case(each.key, each.source, each.is_right, mine, seeds[: fresh if each.is_right else (fresh + 1) // 2])
            )
    return found


def own(lesson: Lesson, exercise: str) -> str:
    """Return the lesson's own answer to an exercise."""
    return next(
        str(each.source) for each in lesson.notebook.cells if is_solution(each) and grade_id_of(each) == exercise
    )


def tried(some: Sequence[Case], root: Path, timeout: float = 300) -> list[Heard]:
    """Return what came of some answers to one exercise. They share a judge. timeout: seconds for a test."""
    name, exercise = some[0].place
    lesson, visible = course.lesson(name, root), visible_tests(name, root)
    asked = next(each for each in lesson.exercises if each.name == exercise)
    tests = {test.metadata.nbgrader.grade_id: test.source for test in asked.tests}
    preload(any("tensorflow" in cell for cell in [*given_cells(lesson), *tests.values()]))
    found = []
    with contextlib.ExitStack() as closing:
        judge = None
        for case in some:
            if judge is None:
                judge = closing.enter_context(contextlib.closing(ForkedJudge(lesson.path.parent, timeout)))
            heard = run(judge, lesson, case, tests, visible)
            if any(each.error.startswith(GONE) for each in heard.checks.values()):
                judge = None  # it may be at something still
            found.append(heard)
    return found


def tried_all(found: Sequence[Case], root: Path) -> Iterator[tuple[Case, Heard]]:
    """Yield (case, what came of it) of some answers, by two processes, in order."""
    some: list[list[Case]] = []
    for case in found:
        if not some or len(some[-1]) == SOME or some[-1][0].place != case.place:
            some.append([])
        some[-1].append(case)
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        jobs = [(each, pool.submit(tried, each, root)) for each in some]
        try:
            for each, job in jobs:
                yield from zip(each, job.result(), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)
