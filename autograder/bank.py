"""The bank of answers: answers/LESSON/EXERCISE/right_*.py and wrong_*.py, each a whole answer as a student writes it.

A wrong one opens with a comment line "# message: ..." that says which words its failing check must contain. An answer
is run in a process forked from one that has imported what the lessons import, and nothing else: TensorFlow survives a
fork after its import, but not after its first operation.
"""

import multiprocessing
import os
import re
from dataclasses import dataclass
from pathlib import Path

from nbgrader.utils import is_grade, is_locked

DATA = Path(__file__).with_name("answers")
PROMISE = re.compile(r"# message: (.+)")


@dataclass(frozen=True)
class Answer:
    """One answer of the bank."""

    path: Path

    @property
    def key(self):
        """LESSON/EXERCISE/NAME."""
        return "/".join(self.path.with_suffix("").parts[-3:])

    @property
    def lesson(self):
        """The lesson's name."""
        return self.path.parent.parent.name

    @property
    def exercise(self):
        """The exercise's name."""
        return self.path.parent.name

    @property
    def is_right(self):
        """Whether the checks must accept it."""
        return self.path.name.startswith("right_")

    @property
    def source(self):
        """What the student wrote."""
        return self.path.read_text(encoding="utf-8")

    @property
    def message(self):
        """The words that the failing check of a wrong answer must contain; None where the file states none."""
        promise = PROMISE.match(self.source)
        return promise and promise[1].strip()


def answers(data=DATA):
    """Return the answers of the bank, in order."""
    return [Answer(path) for path in sorted(Path(data).glob("*/*/*.py"))]


def given_cells(lesson):
    """Return the sources of the cells that the checks may count on: those that are locked and not tests."""
    cells = (cell for cell in lesson.notebook.cells if cell.cell_type == "code")
    return [cell.source for cell in cells if is_locked(cell) and not is_grade(cell)]


def run(lesson, exercise, source, timeout=60):
    """Return {test cell's grade_id: "" or the error that stopped it} for one answer.

    lesson: an autograder.course.Lesson; exercise: one of its exercises; source: the answer's cell.
    timeout: seconds for the whole run; a run that takes longer, or dies, fails every test.
    """
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="2", TF_ENABLE_ONEDNN_OPTS="0")
    import tensorflow  # noqa: F401  (once, before the fork)

    tests = {test.metadata.nbgrader.grade_id: test.source for test in exercise.tests}
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_run_cells, args=(given_cells(lesson), source, tests, lesson.path.parent, sender))
    child.start()
    sender.close()
    try:
        return receiver.recv() if receiver.poll(timeout) else dict.fromkeys(tests, f"no end after {timeout} s")
    except EOFError:
        return dict.fromkeys(tests, "the process died")
    finally:
        child.kill()
        child.join()


def _run_cells(given, source, tests, folder, sender):
    """Run the cells as IPython does, in this forked process, and send what became of the tests."""
    import matplotlib
    from IPython.core.interactiveshell import InteractiveShell

    os.chdir(folder)
    shell = InteractiveShell.instance(history_length=0, quiet=True)
    shell.showtraceback = lambda *arguments, **options: None
    matplotlib.use("agg")
    for cell in [*given, source]:
        shell.run_cell(cell)
    sender.send({name: _outcome(shell.run_cell(test)) for name, test in tests.items()})


def _outcome(result):
    """Return "" for a cell that ran, else its error in one line."""
    error = result.error_before_exec or result.error_in_exec
    return "" if error is None else f"{type(error).__name__}: {error}"
