"""The pages of feedback of a run: whether one shows what is recorded, and the writing of it where it does not."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder import words
from autograder.cells import MARK
from autograder.record import basis, feedback, stamp
from autograder.record.recorded import Recorded
from autograder.record.state import State

# The names of a student, a lesson and its notebook, as the gradebook has them.
Names = tuple[str, str, str]


class Pages:
    """Writes pages; what makes them is set up with the first one."""

    def __init__(self, coursedir: CourseDirectory, config: Config) -> None:
        """coursedir, config: nbgrader's."""
        self.coursedir, self.config = coursedir, config

    @cached_property
    def feedback(self) -> feedback.Feedback:
        """What makes a page."""
        return feedback.Feedback(self.coursedir, self.config)

    def path(self, names: Names) -> Path:
        """Return where a page is kept."""
        student, lesson, notebook = names
        place = self.coursedir.format_path(self.coursedir.feedback_directory, student, lesson)
        return Path(place, f"{notebook}.html")

    def key(self, recorded: Recorded, state: State, remarks: Sequence[str]) -> str:
        """Return the hash of all that a page shows."""
        marks = {key: [each.score, each.points, each.by_hand] for key, each in recorded.marks.items()}
        tests = {key: each.plain() for key, each in state.tests.items()}
        parts = [feedback.form(), marks, recorded.comments, recorded.penalty, [*remarks]]
        looks = [key for key, each in recorded.marks.items() if each.looks]
        asked = [[each["answer"] for each in state.requests], looks] if state.requests else []
        return basis.digest([*parts, state.digest, state.receipt, tests, state.held, asked])

    def shows(self, names: Names, recorded: Recorded, state: State, remarks: Sequence[str]) -> bool:
        """Tell whether a page shows what is recorded, and is as it was written."""
        return state.page == self.noted(names, recorded, state, remarks)

    def noted(self, names: Names, recorded: Recorded, state: State, remarks: Sequence[str]) -> str:
        """Return what a state says of its page: the hash of what it shows, and that of the file less its receipt."""
        content = "none"
        with contextlib.suppress(OSError):
            content = stamp.digest(self.path(names).read_bytes())
        return f"{self.key(recorded, state, remarks)} {content}"

    def write(
        self,
        names: Names,
        executed: NotebookNode,
        remarks: Sequence[str],
        handed_in: Path,
        time: datetime | None,
        kept: Path,
    ) -> None:
        """Write a page, and beside it and the executed notebook what `nbgrader release_feedback` needs.

        handed_in: the folder or file of the submission; time: when it was handed in; kept: the folder of the executed
        notebook.
        """
        executed.metadata[MARK] = executed.metadata.get(MARK, {}) | {"remarks": [*remarks]}
        self.feedback.write(*names, executed)
        feedback.lay_for_release(handed_in, time, [self.path(names).parent, kept])


def stand_in(told: str, notebook: NotebookNode | None = None) -> NotebookNode:
    """Return a notebook, an empty one where none is given, that says that a submission is held and why."""
    notebook = new_notebook() if notebook is None else notebook
    notebook.metadata[MARK] = {"held": told}
    line = new_markdown_cell(words.STAND_IN(reason=told), id="held")
    notebook.cells.insert(min(1, len(notebook.cells)), line)
    return notebook
