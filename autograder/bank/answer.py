"""The bank of answers: answers/LESSON/EXERCISE/right_*.py and wrong_*.py, each a whole answer as a student writes it.

A wrong one opens with two comment lines: "# mistake: ..." states the mistake as a student is told it, "# message: ..."
the words that its failing check must contain (wording.py says which will do); a third one, "# control run", marks those
that controls.py uses.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.bank.wording import names_mistake
from autograder.course.lessons import Lesson
from autograder.errors import BankError, WordsError

# How many answers of each kind an exercise needs at least.
DUE = {"right": 5, "wrong": 8}
OPENING = re.compile(r"# mistake: (?P<mistake>\S.*)\n# message: (?P<message>\S.*)\n(?P<control># control run\n)?")


@dataclass(frozen=True)
class Answer:
    """One answer of the bank."""

    path: Path

    @property
    def key(self) -> str:
        """LESSON/EXERCISE/NAME."""
        return "/".join(self.path.with_suffix("").parts[-3:])

    @cached_property
    def lesson(self) -> str:
        """The lesson's name."""
        return self.path.parent.parent.name

    @cached_property
    def exercise(self) -> str:
        """The exercise's name."""
        return self.path.parent.name

    @property
    def is_right(self) -> bool:
        """Whether the checks must accept it."""
        return self.path.name.startswith("right_")

    @cached_property
    def source(self) -> str:
        """What the student wrote."""
        return self.path.read_text(encoding="utf-8")

    @property
    def mistake(self) -> str:
        """The mistake of a wrong answer, in one line."""
        return self.opening["mistake"].strip()

    @property
    def message(self) -> str:
        """The words that the failing check of a wrong answer must contain."""
        return self.opening["message"].strip()

    @property
    def is_control(self) -> bool:
        """Whether a control run may use it: it returns wrong numbers, or whatever else the check is there to refuse."""
        return not self.is_right and bool(self.opening["control"])

    @property
    def opening(self) -> re.Match[str]:
        """The match of a wrong answer's first two lines; raises BankError where they are not as they must be."""
        found = OPENING.match(self.source)
        if found is None:
            raise BankError(f"{self.path}: a wrong answer opens with the lines '# mistake: ...' and '# message: ...'")
        return found

    def check(self) -> None:
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
            rule = "see autograder/bank/wording.py"
            raise WordsError(f"{self.path}: the message '{self.message}' names no mistake; {rule}")


def _names(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement at the top of a file defines."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))


def answers(folder: Path | None) -> list[Answer]:
    """Return the answers in a bank's folder answers/, in order; none for None, where there is no bank."""
    return [] if folder is None else [Answer(path) for path in sorted(folder.glob("*/*/*.py"))]


def missing(lessons: Iterable[Lesson], folder: Path) -> list[str]:
    """Return one line for each exercise that the bank knows too little of: what to add, and where."""
    names = [(lesson.name, exercise.name) for lesson in lessons for exercise in lesson.exercises]
    return [line for lesson, exercise in names for line in too_few(lesson, exercise, folder)]


def too_few(lesson: str, exercise: str, folder: Path) -> list[str]:
    """Return the lines for one exercise, by its name and the lesson's."""
    place, lines = folder / lesson / exercise, []
    for kind, due in DUE.items():
        have = len(list(place.glob(f"{kind}_*.py")))
        if have < due:
            lines.append(f"{place}: holds {have} of at least {due} files {kind}_*.py; add {due - have}")
    return lines
