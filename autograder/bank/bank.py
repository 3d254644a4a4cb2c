"""The bank of a course: the folder that holds its answers/, hostile/ and accidents/, and what is known by it."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from traitlets import Unicode
from traitlets.config import Configurable

from autograder.bank import answer, controls, fingerprints
from autograder.bank.answer import Answer
from autograder.bank.controls import Control
from autograder.errors import BankError


class Bank(Configurable):
    """The bank, as c.Bank in nbgrader_config.py; where none is configured, nothing is known: no name, no control run.

    Tests are meant by their cell's grade_id (test_id) and their source (test), and known by both: what is stored is of
    that very source.
    """

    folder = Unicode(
        None,
        allow_none=True,
        help="The folder that holds answers/, hostile/ and accidents/, seen from the course's root; None: no bank.",
    ).tag(config=True)

    @property
    def place(self) -> Path | None:
        """The folder, None where there is no bank; raises BankError where the configured one is not there."""
        if self.folder is None:
            return None
        place = Path(CourseDirectory(config=self.config).root, self.folder)
        if not place.is_dir():
            raise BankError(f"{place}: no such folder; c.Bank.folder in nbgrader_config.py names it")
        return place

    @property
    def needed(self) -> Path:
        """The folder; raises BankError where there is no bank."""
        place = self.place
        if place is None:
            raise BankError("no bank is configured: name the folder that holds its answers/ by c.Bank.folder")
        return place

    @property
    def data(self) -> Path | None:
        """The folder of the answers, LESSON/EXERCISE/NAME.py; None where there is no bank."""
        place = self.place
        return None if place is None else place / "answers"

    @property
    def hostile(self) -> Path:
        """The folder of the attacks; raises BankError where there is no bank."""
        return self.needed / "hostile"

    @property
    def accidents(self) -> Path:
        """The folder of the known accidents; raises BankError where there is no bank."""
        return self.needed / "accidents"

    def answers(self) -> list[Answer]:
        """Return all answers, in order."""
        return answer.answers(self.data)

    def answers_to(self, lesson: str, exercise: str) -> list[Answer]:
        """Return the answers to one exercise, in order."""
        return [each for each in self.answers() if (each.lesson, each.exercise) == (lesson, exercise)]

    def name(self, test_id: str, test: str) -> str:
        """Return the name of the answer that a test checks, "" where no fingerprint is known for that very test."""
        return fingerprints.at(self.data, test_id, test).name

    def mistake(self, test_id: str, test: str, told: Mapping[str, Any]) -> str:
        """Return the mistake that a trace at a test shows, in one line, "" when it is not known or not certain.

        told: by the kernel that the student's code has run in, so whatever it is.
        """
        trace = fingerprints.trace_in(told)
        return fingerprints.mistake(self.data, test_id, test, trace) if trace else ""

    def words(self, test_id: str, test: str, message: str) -> str:
        """Return the longest words of the bank's that a failed test's message contains, "" where there are none."""
        return fingerprints.words(self.data, test_id, test, message)

    def controls(self, lesson: str, test_id: str, test: str) -> tuple[Control, ...]:
        """Return the stored Controls of a test, the best first; () where there are none."""
        return controls.stock(self.data, lesson, test_id, test)

    def candidates(self, lesson: str, exercise: str) -> list[Control]:
        """Return what may be tried as the Control of a test for which none is stored, the likeliest first."""
        return controls.candidates(self.data, lesson, exercise)

    def is_guarded(self, lesson: str, tests: dict[str, str]) -> bool:
        """Tell whether what passes in a lesson needs a control run; tests: {grade_id: source} of all of its tests."""
        return controls.is_guarded(self.data, lesson, tests)

    def folders(self, lesson: str, exercises: Collection[str]) -> list[Path]:
        """Return the folders whose answers, traces or words a lesson's marks or messages come from, in order."""
        found = sorted(path for path in self.data.glob("*/*") if path.is_dir()) if self.data else []
        return [path for path in found if path.parent.name == lesson or path.name in exercises]
