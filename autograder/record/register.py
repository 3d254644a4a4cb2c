"""Enters lessons in the gradebook: their cells and points, before the first submission is recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from traitlets.config import Config

from autograder.cells import points_by_cell
from autograder.course import skeleton
from autograder.course.lessons import Lesson
from autograder.errors import GraderError
from autograder.files import replace
from autograder.record.gradebook import Record

# What to do about marks that would change.
PREVIEW = "`make grade GRADE_ARGS=--preview` shows who gains and who loses, --apply enters it"


class Register:
    """What of the lessons is entered in a gradebook; state: the folder where it is kept which sources are.

    may_alter: whether points may be changed for which marks are given: the marks, too, count by what is registered.
    """

    def __init__(self, record: Record, config: Config, state: Path, may_alter: bool = False) -> None:
        """Begin; nothing is entered yet."""
        self.record, self.config, self.state, self.may_alter = record, config, state, may_alter
        self.entered: set[str] = set()
        self.altering: dict[str, bool] = {}

    def enter(self, notebooks: Sequence[Lesson]) -> None:
        """Enter a lesson, all its notebooks at once, unless these very sources are there already.

        Raises GraderError where nbgrader refuses, or where it would alter the points of marks that are given.
        """
        name = notebooks[0].name
        if name in self.entered:
            return
        path = self.state / f"{name}.registered"
        source = hashlib.sha256(b"".join(each.path.read_bytes() for each in notebooks)).hexdigest()
        if not (path.is_file() and path.read_text(encoding="utf-8") == source and self.record.has(name)):
            if self.alters(notebooks) and not self.may_alter:
                raise GraderError(f"{name}: tests or points have changed since marks were given; {PREVIEW}")
            skeleton.register(notebooks[0], self.config)
            self.record.gradebook.db.expire_all()
            self.altering[name] = False
            replace(path, source)
        self.entered.add(name)

    def alters(self, notebooks: Sequence[Lesson]) -> bool:
        """Tell whether entering a lesson would alter the tests or points for which marks are given."""
        name = notebooks[0].name
        if name not in self.altering:
            before = self.record.points(name) if any(lesson == name for _, lesson, _ in self.record.known) else {}
            parts = {each.path.stem: points_by_cell(each.notebook) for each in notebooks}
            now = {(part, key): full for part, found in parts.items() for key, full in found.items()}
            self.altering[name] = bool(before) and before != now
        return self.altering[name]
