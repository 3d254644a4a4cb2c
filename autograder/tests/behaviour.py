"""What an answer does on inputs that its tests have not shown: all that its checks say, also after one refused it.

A test stops at the first check that refuses an answer. Here each statement of a test has its say, and that on other
inputs than the author's, too: so two answers that are refused alike, but do differently, are told apart.
"""

import ast
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from autograder.bank import grade
from autograder.bank.forked import Silent, forked, preload
from autograder.bank.mistakes import close
from autograder.bank.trace import ADDRESS, COUNTED, FRACTION, NOTE, guarded
from autograder.cells import Exercise
from autograder.course.lessons import Lesson
from autograder.judge.process import fresh

# One check that refused: the test, the inputs' seed, the line, what it said, and its numbers.
Said: TypeAlias = "tuple[str, int | None, int, str, list[float]]"


def of(
    lesson: Lesson, exercise: Exercise, source: str, seeds: Sequence[int | None], timeout: float = 120
) -> list[Said] | None:
    """Return what all checks say that refuse an answer; None where it comes to no end, or ends the process."""
    tests = {test.metadata.nbgrader.grade_id: test.source for test in exercise.tests}
    given = grade.given_cells(lesson)
    preload(any("tensorflow" in cell for cell in [*given, source, *tests.values()]))

    def work(shell: Silent) -> list[Said]:
        for cell in [*given, source]:
            shell.run(cell)
        found: list[Said] = []
        for seed in seeds:
            for test_id, test in tests.items():
                shell.run("import sys\n'keras' in sys.modules and sys.modules['keras'].utils.clear_session()\n")

                def note(line: int, error: Exception, key: tuple[str, int | None] = (test_id, seed)) -> None:
                    found.append((*key, line, *said(error)))

                shell.user_ns[NOTE] = note
                with fresh(seed):
                    run(guarded(test), shell.user_ns, lambda error: note(0, error))
        return found

    try:
        return forked(work, lesson.path.parent, timeout)
    except (TimeoutError, EOFError):
        return None


def run(tree: ast.Module, names: dict[str, Any], note: Callable[[Exception], None]) -> None:
    """Run a guarded test."""
    try:
        exec(compile(tree, "<test>", "exec"), names)
    except Exception as error:  # of the frame around the statements: that there is no answer
        note(error)


def said(error: Exception) -> tuple[str, list[float]]:
    """Return what a check said, without what differs from run to run, and its numbers."""
    numbers: list[float] = []
    if {"call", "problem", "got"} <= vars(error).keys():
        from checks import trace_of  # it lies beside the lesson

        trace = trace_of(error)
        text, numbers = trace["text"], trace["numbers"]
    else:
        text = f"{type(error).__name__}: {error}"
        numbers = [float(each[0]) for each in FRACTION.finditer(text)]
    text = FRACTION.sub("#", ADDRESS.sub("0x", text))
    return COUNTED.sub(r"\1", text)[:2000], numbers


def same(one: Sequence[Said] | None, other: Sequence[Said] | None) -> bool:
    """Tell whether two answers did the same everywhere, but for rounding."""
    if one is None or other is None:
        return one is other
    if len(one) != len(other):
        return False
    return all(a[:4] == b[:4] and close(a[4], b[4]) for a, b in zip(one, other, strict=True))
