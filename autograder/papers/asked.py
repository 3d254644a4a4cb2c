"""Where a student asks for another look at an answer: read with each run, kept in the state of what was handed in.

It is read anew each time, apart and without executing anything: a file beside the notebook comes, changes and goes
while the notebook stays as it is. Where nothing of the kind is there, that costs nothing; see prepare/requests.py.
"""

from __future__ import annotations

from autograder.prepare.archive import Found
from autograder.prepare.preparer import Preparer
from autograder.prepare.requests import Request
from autograder.prepare.submissions import Submission
from autograder.record import requested
from autograder.record.recorded import Recorded
from autograder.record.state import State
from autograder.rubric import Rubric


class Asked:
    """The requests of one notebook.

    found: as they were read, None where they could not be, or not yet; kept: as its state has them, once its marks are
    known; new: those of them that it has not had before.
    """

    def __init__(self, submission: Submission, rubric: Rubric, preparer: Preparer) -> None:
        """Nothing is read yet."""
        self.submission, self.rubric, self.preparer = submission, rubric, preparer
        self.found: tuple[Request, ...] | None = None
        self.kept: list[dict[str, str]] = []
        self.new: list[dict[str, str]] = []

    def read(self, found: Found | None = None) -> None:
        """Read them; found: the notebook, None where there is none to be had: a file beside it may speak all the same.

        Of a lesson of several notebooks a file may speak of all: each takes what is its own, and the first of them what
        names no exercise.
        """
        rubric, whole = self.rubric, self.submission
        places = [whole.place, *whole.others, *whole.notes]
        texts = whole.asked(places, self.preparer) if found is None else found.asked
        data = found.data if found is not None and found.asks else b""
        if not (data or texts):
            self.found = ()
        else:
            is_first = rubric.lesson.path.name <= min(rubric.siblings, default=rubric.lesson.path.name)
            of = rubric.skeleton, rubric.visible, rubric.others, is_first
            self.found = self.preparer.requests(data, texts, *of)

    def place(self, state: State, recorded: Recorded) -> bool:
        """Put them into a state, with remarks, now that marks are known; tell whether they are others than it had.

        Where they could not be read it keeps those that it has.
        """
        before = self.kept = state.requests
        if self.found is not None:
            self.kept = state.requests = requested.placed(self.found, recorded.marks, self.rubric.parts)
        state.remarks = [*dict.fromkeys([*state.remarks, *self.remarks()])]
        self.new = [each for each in self.kept if each not in before]
        return before != self.kept

    def remarks(self) -> list[str]:
        """Return what the student is told of those that name no exercise."""
        return requested.remarks(self.kept)

    def waiting(self, recorded: Recorded) -> tuple[str, ...]:
        """Return the answers at which a person has still to look, "" for one that could not be made out."""
        return requested.waiting(self.kept, recorded.marks, self.rubric.parts)

    def marked_before(self, recorded: Recorded) -> frozenset[str]:
        """Return the cells that a person has marked before, of the answers that are new among them."""
        return requested.marked_before(self.new, recorded.marks, self.rubric.parts)

    @property
    def answers(self) -> list[str]:
        """The answers that they are for, as the page of feedback reads them."""
        return [each["answer"] for each in self.kept]
