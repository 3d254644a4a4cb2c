"""What an answer does on inputs that its tests have not shown: all that its checks say, also after one refused it.

A test stops at the first check that refuses an answer. Here each statement of a test has its say, and that on other
inputs than the author's, too: so two answers that are refused alike, but do differently, are told apart.
"""

import ast
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from autograder.bank import grade
from autograder.bank.forked import Silent, forked, preload
from autograder.bank.mistakes import close
from autograder.bank.trace import ADDRESS, FRACTION
from autograder.cells import Exercise
from autograder.course.lessons import Lesson
from autograder.judge.process import fresh

NOTE, ERROR = "_note_of_a_check", "_error_of_a_check"
# What Keras calls the objects that it makes, by the number of those before.
COUNTED = re.compile(r"\b([a-z]+(?:_[a-z]+)*)_\d+\b")
# One check that refused: the test, the inputs' seed, the line, what it said, and its numbers.
Said: TypeAlias = "tuple[str, int | None, int, str, list[float]]"


def guarded(source: str) -> ast.Module:
    """Return a test cell in which each statement is tried, whatever became of the one before."""
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            node.body = tried(node.body)
    tree.body = [each if isinstance(each, ast.FunctionDef) else one for each in tree.body for one in tried([each])]
    return ast.fix_missing_locations(tree)


def tried(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Return statements, each within a `try`, and those within them, too."""
    found: list[ast.stmt] = []
    for each in body:
        if isinstance(each, (ast.For, ast.While, ast.If, ast.With)):
            each.body = tried(each.body)
            if isinstance(each, ast.If):
                each.orelse = tried(each.orelse)
        if isinstance(each, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Break, ast.Continue)):
            found.append(each)
            continue
        told = ast.parse(f"{NOTE}({each.lineno}, {ERROR})").body
        handler = ast.ExceptHandler(ast.Name("Exception", ast.Load()), ERROR, told)
        found.append(ast.Try([each], [handler], [], []))
    return found


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
