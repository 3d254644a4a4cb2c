"""Students in the report: how they are called, also where they are not to be known, and what must not name them."""

import builtins
import hashlib
import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from os.path import relpath
from pathlib import Path
from urllib.parse import quote

from nbgrader.coursedir import CourseDirectory

from autograder.course.lessons import natural
from autograder.report.stored import Plan

# Words of a name from this length on are found inside longer words, too.
LONG = 5
# An id of fewer digits is a number like any other.
DIGITS = 4
MASKED = "\u2026"
WORD = re.compile(r"[^\W_]+")
# Words of every program.
PYTHON = frozenset(word.lower() for name in (*keyword.kwlist, *dir(builtins)) for word in WORD.findall(name))


class People:
    """The students of a run. anonymous: they are called A1, A2, ... and nothing else is told of who they are."""

    def __init__(self, students: Iterable[str], names: Mapping[str, str], anonymous: bool, salt: str) -> None:
        """names: {student: name on the roster}; salt: what the order of A1, A2, ... depends on beside the students.

        Whoever has a list of the class and the page, but not the run, cannot tell from the order who is who.
        """
        self.anonymous, self.names = anonymous, dict(names)
        known = sorted(set(students), key=natural)
        if anonymous:
            known.sort(key=lambda each: hashlib.sha256(f"{salt}\0{each}".encode("utf-8", "replace")).digest())
        self.order: Sequence[str] = known
        self.codes = {student: f"A{place}" if anonymous else student for place, student in enumerate(known, 1)}

    def name(self, student: str) -> str:
        """Return the name on the roster, "" where there is none, or where it is not to be told."""
        return "" if self.anonymous else self.names.get(student, "")


class Mask:
    """What finds a student's name in a text: an id, a name on the roster, or one word of these.

    Words of the lesson, and of Python, name nobody: a student may be called Max.
    """

    def __init__(self, students: Iterable[str], names: Mapping[str, str], lesson: str) -> None:
        """students: their ids; names: {student: name on the roster}; lesson: the text of its notebooks."""
        free = PYTHON | {word.lower() for word in WORD.findall(lesson)}
        told = {*students, *names.values()}
        words = {word.lower() for each in told for word in (each, *WORD.findall(each)) if len(word) > 1} - free
        found = {word for word in words if not word.isdigit() or len(word) >= DIGITS}
        long = sorted((re.escape(each) for each in found if len(each) >= LONG), key=len, reverse=True)
        short = sorted((re.escape(each) for each in found if len(each) < LONG), key=len, reverse=True)
        parts = [rf"(?:{'|'.join(long)})"] if long else []
        parts += [rf"(?<![^\W_])(?:{'|'.join(short)})(?![^\W_])"] if short else []
        self.pattern = re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)

    def holds(self, text: str) -> bool:
        """Tell whether a text names somebody."""
        return self.pattern.search(text) is not None

    def clean(self, text: str) -> str:
        """Return a text in which nobody is named."""
        return self.pattern.sub(MASKED, text)


class Links:
    """Where the pages of feedback and the executed notebooks are, seen from the report's page."""

    def __init__(self, coursedir: CourseDirectory, page: Path) -> None:
        """page: the path of the report."""
        self.coursedir, self.folder = coursedir, page.parent

    def feedback(self, student: str, plan: Plan) -> list[str]:
        """Return the links to the pages of feedback of a submission, those that are there."""
        folder = self.coursedir.format_path(self.coursedir.feedback_directory, student, plan.name)
        return self.there(Path(folder, f"{Path(name).stem}.html") for name in plan.notebooks)

    def executed(self, student: str, plan: Plan) -> list[str]:
        """Return the links to the executed notebooks of a submission, those that are there."""
        return self.there(self.paths(student, plan))

    def paths(self, student: str, plan: Plan) -> list[Path]:
        """Return the paths of the executed notebooks of a submission."""
        folder = self.coursedir.format_path(self.coursedir.autograded_directory, student, plan.name)
        return [Path(folder, name) for name in plan.notebooks]

    def there(self, paths: Iterable[Path]) -> list[str]:
        """Return relative links to those of some files that are there."""
        return [quote(Path(relpath(each, self.folder)).as_posix()) for each in paths if is_file(each)]


def is_file(path: Path) -> bool:
    """Tell whether a file is there; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
