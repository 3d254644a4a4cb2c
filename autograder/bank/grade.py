"""How an answer of the bank is graded: by the very test cells of its lesson, in processes forked after the imports."""

import contextlib
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from nbgrader.utils import is_grade, is_locked

from autograder.bank import fingerprints, trace
from autograder.bank.answer import Answer
from autograder.bank.forked import Silent, forked, preload
from autograder.bank.trace import Told, Trace
from autograder.cells import Exercise
from autograder.course import convert, skeleton
from autograder.course import lessons as course
from autograder.course.lessons import Lesson
from autograder.errors import BankError, WordsError

# As many answers are graded by this process itself.
FEW = 3


@dataclass(frozen=True)
class Check:
    """What became of one test cell.

    error: "" when it passed; visible: whether the part that students see refused the answer; told: the trace that the
    check itself has left, if it is one that leaves any; trace: what was seen of the answer while the whole failing
    check was replayed.
    """

    error: str
    trace: Trace | None = None
    visible: bool = False
    told: Told | None = None


# {test cell's grade_id: Check}
Checks = dict[str, Check]


def given_cells(lesson: Lesson) -> list[str]:
    """Return the sources of the cells that the checks may count on: those that are locked and not tests."""
    cells = (cell for cell in lesson.notebook.cells if cell.cell_type == "code")
    return [cell.source for cell in cells if is_locked(cell) and not is_grade(cell)]


def run(lesson: Lesson, exercise: Exercise, source: str, visible: dict[str, str], timeout: float = 300) -> Checks:
    """Return what becomes of the tests of an exercise with one answer.

    Each test runs as students see it, and then, where that has passed, whole. source: the answer's cell; visible:
    {grade_id: source} of the tests without their hidden parts; timeout: seconds for the whole run; a run that takes
    longer, or dies, fails every test.
    """
    tests = {test.metadata.nbgrader.grade_id: test.source for test in exercise.tests}
    given = given_cells(lesson)
    preload(any("tensorflow" in cell for cell in [*given, source, *tests.values()]))

    def work(shell: Silent) -> Checks:
        for cell in [*given, source]:
            shell.run(cell)
        return tested(shell, exercise.name, tests, visible)

    try:
        return forked(work, lesson.path.parent, timeout)
    except TimeoutError:
        return dict.fromkeys(tests, Check(f"no end after {timeout} s", visible=True))
    except EOFError:
        return dict.fromkeys(tests, Check("the process died", visible=True))


def tested(shell: Silent, name: str, tests: dict[str, str], visible: dict[str, str]) -> Checks:
    """Return what becomes of the tests in a shell in which the answer called name was run.

    tests, visible: {grade_id: source}, whole and as students see them.
    """
    errors = {test_id: shell.run(visible[test_id]) for test_id in tests}
    shown = {test_id for test_id, error in errors.items() if error is not None}
    for test_id, test in tests.items():
        if test_id not in shown and test != visible[test_id]:
            errors[test_id] = shell.run(test)
    checks = {test_id: Check(_said(error), None, test_id in shown, _told(error)) for test_id, error in errors.items()}
    # Replayed last, as in a student's kernel: what a replay leaves behind must not touch a mark.
    for test_id, error in errors.items():
        if isinstance(error, Exception) and not isinstance(error, NotImplementedError):
            left = trace.replay(name, tests[test_id], shell.user_ns, visible[test_id])
            checks[test_id] = replace(checks[test_id], trace=left)
    return checks


def _said(error: BaseException | None) -> str:
    """Return what an exception says, its type first; "" for None."""
    return "" if error is None else f"{type(error).__name__}: {error}"


def _told(error: BaseException | None) -> Told | None:
    """Return the trace that a check has left in its exception, as plain data; None where it has left none."""
    try:
        left = getattr(error, "trace", None)
        return None if left is None else Told(text=str(left["text"]), numbers=[float(each) for each in left["numbers"]])
    except Exception:  # an answer's own error may do anything when it is looked at
        return None


@cache
def visible_tests(lesson: str, root: Path) -> dict[str, str]:
    """Return {grade_id: source} of a lesson's tests without their hidden parts; lesson: its name."""
    return skeleton.visible_tests(course.lesson(lesson, root).notebook, convert.load_config(root))


def grade(answer: Answer, root: Path) -> Checks:
    """Return what the tests say to one answer; raises BankError for a file that cannot be graded."""
    with contextlib.suppress(WordsError):  # its author wants to see the words that it gets
        answer.check()
    lesson = course.lesson(answer.lesson, root)
    exercises = {each.name: each for each in lesson.exercises}
    if answer.exercise not in exercises:
        raise BankError(f"{answer.path.parent}: {no_exercise(answer.lesson, exercises)}")
    return run(lesson, exercises[answer.exercise], answer.source, visible_tests(answer.lesson, root))


def no_exercise(lesson: str, known: Sequence[str] | dict[str, Exercise]) -> str:
    """Return that a lesson has no such exercise, and which it has."""
    return f"{lesson} has no such exercise; it has: {', '.join(known)}"


def grade_all(answers: Sequence[Answer], root: Path) -> Iterator[tuple[Answer, Checks, Future[Checks] | None]]:
    """Yield (answer, checks, a future of the checks that another process sees, or None) for each answer.

    Wrong answers are graded by two processes: what differs there, by Python's salted hash or a clock, is no
    fingerprint. Few answers are graded by this very process, so that the first message is there soon.
    """
    few = len(answers) <= FEW
    with contextlib.ExitStack() as stack:
        two = stack.enter_context(process("2", later=few))
        stack.callback(two.shutdown, cancel_futures=True)  # stopped half-way, it does not go on with the rest
        if few:
            seconds = [None if each.is_right else two.submit(grade, each, root) for each in answers]
            for answer, again in zip(answers, seconds, strict=True):
                yield answer, grade(answer, root), again
            return
        one = stack.enter_context(process("1"))
        stack.callback(one.shutdown, cancel_futures=True)
        jobs = []
        for place, answer in enumerate(answers):
            first, second = (two, one) if place % 2 else (one, two)
            again = None if answer.is_right else second.submit(grade, answer, root)
            jobs.append((answer, first.submit(grade, answer, root), again))
        for answer, graded, again in jobs:
            yield answer, graded.result(), again


def process(salt: str, later: bool = False) -> ProcessPoolExecutor:
    """Return an executor of one new process, whose str hashes have that salt, or another than ours if ours is the same.

    later: whether the work of this process goes first.
    """
    before = os.environ.get("PYTHONHASHSEED")
    os.environ["PYTHONHASHSEED"] = salt if before != salt else f"{salt}0"
    try:
        context = multiprocessing.get_context("spawn")
        executor = (
            ProcessPoolExecutor(1, context, initializer=os.nice, initargs=(5,))
            if later
            else ProcessPoolExecutor(1, context)
        )
        executor.submit(os.getpid).result()
    finally:
        os.environ.pop("PYTHONHASHSEED")
        if before is not None:
            os.environ["PYTHONHASHSEED"] = before
    return executor


def fingerprint(checks: Checks, again: Checks) -> dict[str, Trace]:
    """Return {test cell's grade_id: trace} of a wrong answer's checks, where two runs left the same trace."""
    found = {}
    for test_id, check in checks.items():
        trace, other = check.trace, again[test_id].trace
        if trace and other and fingerprints.alike(trace, other):
            found[test_id] = trace
    return found
