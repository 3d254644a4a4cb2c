"""What a paper asks of the gradebook, and no more: whatever else keeps marks may stand in its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from nbformat import NotebookNode

from autograder.record.recorded import Mark, Recorded
from autograder.verdicts import Outcome


class Ledger(Protocol):
    """What keeps the marks: nbgrader's gradebook. A notebook is named by its student, its lesson and its own name."""

    def cost(self, student: str, recorded: Recorded, marks: Mapping[str, Mark]) -> float | None:
        """Return what being late costs a notebook with such marks, None where it costs nothing."""

    def has(self, lesson: str) -> bool:
        """Tell whether a lesson is entered."""

    def find(self, student: str, lesson: str, notebook: str) -> Recorded | None:
        """Return what is recorded of a notebook that was handed in."""

    def put(
        self,
        student: str,
        lesson: str,
        notebook: str,
        executed: NotebookNode,
        outcomes: Mapping[str, Outcome],
        timestamp: datetime | None = None,
    ) -> Recorded:
        """Record it, all of it or nothing."""

    def hold(self, student: str, lesson: str, notebook: str, reason: str) -> Recorded:
        """Hold every mark that no person has given."""

    def not_handed_in(self, student: str, lesson: str, notebook: str) -> Recorded:
        """Record that it was not handed in with the lesson's other notebooks."""

    def look_again(self, student: str, lesson: str, notebook: str, cells: Collection[str]) -> Recorded:
        """Let a person look again at cells that one has marked; the marks stay."""

    def set_time(self, student: str, lesson: str, notebook: str, timestamp: datetime) -> Recorded:
        """Note when it was handed in."""

    def penalise(self, student: str, lesson: str, notebook: str) -> Recorded:
        """Work out what being late costs."""
