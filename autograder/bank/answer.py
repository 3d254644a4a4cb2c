"""The bank of answers: answers/LESSON/EXERCISE/right_*.py and wrong_*.py, each a whole answer as a student writes it.

A wrong one opens with two comment lines: "# mistake: ..." states the mistake as a student is told it, "# message: ..."
the words that its failing check must contain (wording.py says which will do); a third one, "# control run", marks those
that control.py uses. An answer is run in a process forked from one that has imported what the lessons import, and
nothing else: TensorFlow survives a fork after its import, but not after its first operation.
"""

import ast
import multiprocessing
import os
import re
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from nbgrader.utils import is_grade, is_locked

from autograder.bank import trace as recorder
from autograder.bank.wording import names_mistake
from autograder.errors import BankError, WordsError

DATA = Path(__file__).with_name("answers")
# How many answers of each kind an exercise needs at least.
DUE = {"right": 5, "wrong": 8}
OPENING = re.compile(r"# mistake: (?P<mistake>\S.*)\n# message: (?P<message>\S.*)\n(?P<control># control run\n)?")


@dataclass(frozen=True)
class Answer:
    """One answer of the bank."""

    path: Path

    @property
    def key(self):
        """LESSON/EXERCISE/NAME."""
        return "/".join(self.path.with_suffix("").parts[-3:])

    @cached_property
    def lesson(self):
        """The lesson's name."""
        return self.path.parent.parent.name

    @cached_property
    def exercise(self):
        """The exercise's name."""
        return self.path.parent.name

    @property
    def is_right(self):
        """Whether the checks must accept it."""
        return self.path.name.startswith("right_")

    @cached_property
    def source(self):
        """What the student wrote."""
        return self.path.read_text(encoding="utf-8")

    @property
    def mistake(self):
        """The mistake of a wrong answer, in one line."""
        return self.opening["mistake"].strip()

    @property
    def message(self):
        """The words that the failing check of a wrong answer must contain."""
        return self.opening["message"].strip()

    @property
    def is_control(self):
        """Whether a control run may use it: it returns wrong numbers, or whatever else the check is there to refuse."""
        return not self.is_right and bool(self.opening["control"])

    @property
    def opening(self):
        """The match of a wrong answer's first two lines; raises BankError where they are not as they must be."""
        found = OPENING.match(self.source)
        if found is None:
            raise BankError(f"{self.path}: a wrong answer opens with the lines '# mistake: ...' and '# message: ...'")
        return found

    def check(self):
        """Raise BankError, in one line, unless the file is well formed: its name, its opening, what it defines.

        WordsError, the last of them, where all that is wrong is what its message says.
        """
        if not self.path.name.startswith(("right_", "wrong_")):
            raise BankError(f"{self.path}: the name of an answer begins with right_ or wrong_")
        try:
            tree = ast.parse(self.source)
        except (SyntaxError, ValueError) as error:
            where = f" in line {error.lineno}" if isinstance(error, SyntaxError) else ""
            raise BankError(f"{self.path}: no Python, {error.args[0]}{where}") from error
        if not self.is_right:
            _ = self.opening
        defined = {name for node in tree.body for name in _names(node)}
        if self.exercise not in defined:
            others = ", ".join(sorted(defined)) or "nothing"
            raise BankError(f"{self.path}: does not define {self.exercise}, but {others}")
        if not self.is_right and not names_mistake(self.message):
            raise WordsError(f"{self.path}: the message '{self.message}' names no mistake; see autograder/wording.py")


def _names(node):
    """Return the names that a statement at the top of a file defines."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
    return []


def answers(data=DATA):
    """Return the answers of the bank, in order."""
    return [Answer(path) for path in sorted(Path(data).glob("*/*/*.py"))]


def folder(root):
    """Return the folder of the bank that belongs to the course at root; raises BankError where it has none."""
    place = Path(root, "autograder", "bank", DATA.name)
    if not place.is_dir():
        raise BankError(f"{place}: missing; the answers of a course's bank lie there, as LESSON/EXERCISE/right_*.py")
    return place


def missing(lessons, data=DATA):
    """Return one line for each exercise that the bank knows too little of: what to add, and where."""
    names = [(lesson.name, exercise.name) for lesson in lessons for exercise in lesson.exercises]
    return [line for lesson, exercise in names for line in too_few(lesson, exercise, data)]


def too_few(lesson, exercise, data=DATA):
    """Return the lines for one exercise, by its name and the lesson's."""
    folder, lines = Path(data, lesson, exercise), []
    for kind, due in DUE.items():
        have = len(list(folder.glob(f"{kind}_*.py")))
        if have < due:
            lines.append(f"{folder}: holds {have} of at least {due} files {kind}_*.py; add {due - have}")
    return lines


def given_cells(lesson):
    """Return the sources of the cells that the checks may count on: those that are locked and not tests."""
    cells = (cell for cell in lesson.notebook.cells if cell.cell_type == "code")
    return [cell.source for cell in cells if is_locked(cell) and not is_grade(cell)]


@dataclass(frozen=True)
class Check:
    """What became of one test cell.

    error: "" when it passed; visible: whether the part that students see refused the answer; told: the trace that the
    check itself has left, {"text": str, "numbers": [float, ...]}, if it is one that leaves any; trace: what was seen of
    the answer while the whole failing check was replayed, see recorder.py.
    """

    error: str
    trace: dict | None = None
    visible: bool = False
    told: dict | None = None


def run(lesson, exercise, source, visible, timeout=300):
    """Return {test cell's grade_id: Check} for one answer.

    Each test runs as students see it, and then, where that has passed, whole. lesson: a course.lessons.Lesson;
    exercise: one of its exercises; source: the answer's cell; visible: {grade_id: source} of the tests without their
    hidden parts. timeout: seconds for the whole run; a run that takes longer, or dies, fails every test.
    """
    tests = {test.metadata.nbgrader.grade_id: test.source for test in exercise.tests}
    given = given_cells(lesson)
    # All of this once, before the fork.
    import matplotlib.pyplot  # noqa: F401
    from IPython.core.interactiveshell import InteractiveShell  # noqa: F401

    if any("tensorflow" in cell for cell in [*given, source, *tests.values()]):
        os.environ.update(TF_CPP_MIN_LOG_LEVEL="2", TF_ENABLE_ONEDNN_OPTS="0")
        import tensorflow  # noqa: F401

    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    cells = (given, source, exercise.name, tests, {test_id: visible[test_id] for test_id in tests})
    child = context.Process(target=_run_cells, args=(*cells, lesson.path.parent, sender))
    child.start()
    sender.close()
    try:
        late = Check(f"no end after {timeout} s", visible=True)
        return receiver.recv() if receiver.poll(timeout) else dict.fromkeys(tests, late)
    except EOFError:
        return dict.fromkeys(tests, Check("the process died", visible=True))
    finally:
        child.kill()
        child.join()


def _run_cells(given, source, name, tests, visible, folder, sender):
    """Run the cells as IPython does, in this forked process, and send what became of the tests."""
    import matplotlib
    from IPython.core.interactiveshell import InteractiveShell

    os.chdir(folder)
    sys.path.insert(0, str(folder))  # the modules that lie beside the notebook
    for beside in Path(folder).glob("*.py"):  # and no other module of such a name, which came through the fork
        sys.modules.pop(beside.stem, None)
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    for stream in (1, 2):  # what the cells print is nobody's to read here
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    shell = InteractiveShell.instance(history_length=0, quiet=True)
    shell.showtraceback = lambda *arguments, **options: None
    matplotlib.use("agg")
    for cell in [*given, source]:
        shell.run_cell(cell)
    errors = {test_id: _error(shell.run_cell(test)) for test_id, test in visible.items()}
    shown = {test_id for test_id, error in errors.items() if error is not None}
    for test_id, test in tests.items():
        if test_id not in shown and test != visible[test_id]:
            errors[test_id] = _error(shell.run_cell(test))
    checks = {test_id: Check(_said(error), None, test_id in shown, _told(error)) for test_id, error in errors.items()}
    # Replayed last, as in a student's kernel: what a replay leaves behind must not touch a mark.
    for test_id, error in errors.items():
        if isinstance(error, AssertionError):
            checks[test_id] = replace(checks[test_id], trace=recorder.replay(name, tests[test_id], shell.user_ns))
    sender.send(checks)


def _error(result):
    """Return the exception that a cell ended in, None for one that ran."""
    return result.error_before_exec or result.error_in_exec


def _said(error):
    """Return what an exception says, its type first; "" for None."""
    return "" if error is None else f"{type(error).__name__}: {error}"


def _told(error):
    """Return the trace that a check has left in its exception, as plain data; None where it has left none."""
    try:
        return {"text": str(error.trace["text"]), "numbers": [float(number) for number in error.trace["numbers"]]}
    except Exception:  # an answer's own error may do anything when it is looked at
        return None
