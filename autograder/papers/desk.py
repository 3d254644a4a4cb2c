"""What the papers of a run have in common, and the steps that each takes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder import text, words
from autograder.cells import MARK
from autograder.errors import GraderError, LessonError, SubmissionError, attempt, may_pass
from autograder.execute.job import Job, Result
from autograder.prepare.preparer import Preparer
from autograder.record.ledger import Ledger
from autograder.record.pages import Names, Pages
from autograder.record.proposals import Proposals
from autograder.record.recorded import Recorded
from autograder.record.state import State
from autograder.rubric import Rubric
from autograder.settings import Settings


class Stage(StrEnum):
    """The step that a paper is at, as what is told when an error comes there."""

    READ = "cannot be read"
    PREPARED = "could not be prepared"
    EXECUTED = "could not be executed"
    RECORDED = "executed, but not recorded"


@dataclass
class Desk:
    """What the papers of a run have in common.

    register: enters a lesson in the ledger; alters: tells whether that would change points of marks that are given;
    admits: tells whether its papers may be graded at all; submit: gives a job to the executor; proposals: where marks
    wait that would fall; force: execute again what has not changed; changed: {what has changed: whom it concerns}.
    """

    settings: Settings
    preparer: Preparer
    ledger: Ledger
    pages: Pages
    proposals: Proposals
    register: Callable[[Rubric], None]
    alters: Callable[[Rubric], bool]
    admits: Callable[[Rubric], bool]
    submit: Callable[[Job], Future[Result]]
    force: bool = False
    changed: dict[str, set[Names]] = field(default_factory=dict)

    def penalised(self, names: Names, recorded: Recorded) -> tuple[Recorded, list[str]]:
        """Return the Recorded with what being late costs now, and remarks; an error there holds no mark."""
        known, error = attempt(self.ledger.penalise, *names)
        if error is not None:
            return recorded, [words.LATE_UNKNOWN(error=text.told(error))]
        return known, []


def kept(path: Path, state: State) -> NotebookNode | None:
    """Return the executed notebook at path that a state is of; None where it is not there, or not that one."""
    notebook, _ = attempt(lambda: nbformat.v4.reads(path.read_text(encoding="utf-8")))
    whole, _ = attempt(lambda: all("metadata" in cell and "source" in cell for cell in notebook.cells))
    digest, _ = attempt(lambda: notebook.metadata[MARK].digest)
    return notebook if whole and digest == state.digest else None


def line(error: BaseException, stage: Stage, place: Path) -> str:
    """Return what is told of an error at a step: where, what, and whether it is worth another run."""
    if isinstance(error, LessonError):
        return f"{place}: {error}"
    if isinstance(error, SubmissionError) and stage in (Stage.READ, Stage.PREPARED):
        return str(error)
    if isinstance(error, GraderError):
        return f"{place}: {stage} ({error})" if stage is Stage.EXECUTED else str(error)
    plain = isinstance(error, OSError) and stage is Stage.READ
    again = "; run again" if may_pass(error) or stage is Stage.EXECUTED else ""
    return f"{place}: {stage} ({text.shown(error) if plain else text.told(error)}){again}"
