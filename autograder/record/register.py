"""Enters lessons in the gradebook: their cells and points, before the first submission is recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from traitlets.config import Config

from autograder.course import skeleton
from autograder.course.lessons import Lesson
from autograder.files import replace
from autograder.record.gradebook import Record


class Register:
    """What of the lessons is entered in a gradebook; state: the folder where it is kept which sources are."""

    def __init__(self, record: Record, config: Config, state: Path) -> None:
        """Begin; nothing is entered yet."""
        self.record, self.config, self.state = record, config, state
        self.entered: set[str] = set()

    def enter(self, notebooks: Sequence[Lesson]) -> None:
        """Enter a lesson, all its notebooks at once, unless these very sources are there already.

        Raises GraderError where nbgrader refuses.
        """
        name = notebooks[0].name
        if name in self.entered:
            return
        path = self.state / f"{name}.registered"
        source = hashlib.sha256(b"".join(each.path.read_bytes() for each in notebooks)).hexdigest()
        if not (path.is_file() and path.read_text(encoding="utf-8") == source and self.record.has(name)):
            skeleton.register(notebooks[0], self.config)
            self.record.gradebook.db.expire_all()
            replace(path, source)
        self.entered.add(name)
