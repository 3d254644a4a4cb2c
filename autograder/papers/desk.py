"""What the papers of a run have in common, and the steps that each takes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum

from autograder.execute.job import Job, Result
from autograder.prepare.preparer import Preparer
from autograder.record.ledger import Ledger
from autograder.record.pages import Names, Pages
from autograder.record.proposals import Proposals
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
