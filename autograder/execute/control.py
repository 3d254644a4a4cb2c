"""Real runs of one test, and runs on wrong answers that it must refuse (control runs), in an order of chance.

A test runs in the student's own kernel, where it can be made to pass whatever it is given; such a test passes a wrong
answer, too. A kernel that can tell which run is which behaves in the right one. So there is nothing to tell it by: each
run is prepared by the same expression and is the same cell (see in_kernel.py), how many of each kind there are is left
to chance, and so is their order. All real runs must pass, and all control runs must end in the refusal that is known.
There are three runs at most, unless a wrong answer ends in some other error: then the next one is tried in its place.
"""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Protocol

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder import words
from autograder.execute.ending import Ending, KernelGone
from autograder.execute.job import Control, Job, Refusal
from autograder.execute.languages import Language
from autograder.execute.replay import Kernels
from autograder.execute.scoring import errors, outcome_of, rank, refused, said_of
from autograder.verdicts import Outcome, Verdict

# Wrong answers that a test may be tried on until one is refused as it should be.
CONTROLS = 3
# How many real runs and control runs there may be: each as likely as the others.
COUNTS = ((1, 1), (2, 1), (1, 2))
CHANCE = random.SystemRandom()


class Runs(Protocol):
    """What a trial needs of the run that it is part of; refusals: {grade_id: the Refusal of its control run}."""

    job: Job
    language: Language
    kernels: Kernels
    refusals: dict[str, Refusal]

    def tested(self, index: int, copy: NotebookNode, owner: str | None, before: str = "", after: str = "") -> Outcome:
        """Run a copy of a test cell in the state at index; return its Outcome."""


def drawn(done: int = 0) -> list[bool]:
    """Return the runs of a test in an order of chance, True for a real one; done: real ones that were run before."""
    real, control = CHANCE.choice(COUNTS)
    order = [True] * (real - done) + [False] * control
    CHANCE.shuffle(order)
    return order


@dataclass
class Trial:
    """The runs of one test whose names are kept: where it is known that it passes one, or from the first.

    place: of the first wrong answer that has not failed otherwise; low: scores by which control runs were refused;
    problem: what the test comes to if it passes, where a control run did not end as it must.
    """

    run: Runs
    index: int
    cell: NotebookNode
    place: int = 0
    low: list[float] = field(default_factory=list)
    problem: Outcome | None = None

    def whole(self, copy: NotebookNode) -> Outcome:
        """Return the Outcome of all runs; copy: the cell that is given the outputs of the real run that counts."""
        order = drawn() if self.controls else [True]
        return self.runs(order, None, copy)

    def after(self, outcome: Outcome) -> Outcome:
        """Return the Outcome of a test that has passed one real run already, where it stands."""
        return self.runs(drawn(1) if self.controls else [], outcome, new_code_cell())

    def runs(self, order: Collection[bool], known: Outcome | None, copy: NotebookNode) -> Outcome:
        """Make the runs; a test that does not pass, or whose time is up, is run no more."""
        for is_real in order:
            if not is_real:
                self.problem = self.problem or self.controlled()
                continue
            found = self.real(copy)
            if known is not None and found.score is not None and not found.score and found.verdict is Verdict.FAILED:
                return self.held(found, Verdict.TAMPERED, words.UNSTEADY(reason=found.reason))
            known = found if known is None or rank(found) < rank(known) else known
            if not known.score:
                return known
        assert known is not None, "there is a real run in every order"
        return self.concluded(known)

    def concluded(self, known: Outcome) -> Outcome:
        """Return what a test comes to that has passed its real runs, if in part."""
        if not self.controls and self.test_id in self.run.job.guarded:
            return self.held(known, Verdict.NOT_RUN, words.NO_CONTROL())
        if self.problem is not None:
            return replace(self.problem, points=known.points, seconds=known.seconds)
        if any(score >= (known.score or 0.0) for score in self.low):
            return self.held(known, Verdict.TAMPERED, words.CONTROL_PASSES())
        return known

    @staticmethod
    def held(outcome: Outcome, verdict: Verdict, reason: str, late: bool = False) -> Outcome:
        """Return an outcome whose mark waits for a person."""
        return replace(outcome, verdict=verdict, score=None, reason=reason, late=late)

    # One run.

    @property
    def test_id(self) -> str:
        """The grade_id of the test."""
        test_id: str = self.cell.metadata.nbgrader.grade_id
        return test_id

    @property
    def controls(self) -> tuple[Control, ...]:
        """The wrong answers, the first to be tried first."""
        return tuple(self.run.job.controls.get(self.test_id, ())[:CONTROLS])

    def before(self, real: bool) -> str:
        """Return the expression that prepares a run; it has a wrong answer's text for a real run, too."""
        if not self.controls:
            return self.run.language.restore(self.test_id)
        control = self.controls[min(self.place, len(self.controls) - 1)]
        name = control.name or self.run.job.owners.get(self.test_id, "")
        return self.run.language.stage(self.test_id, name, control.source, real)

    def real(self, copy: NotebookNode) -> Outcome:
        """Make a real run; copy is given its outputs."""
        again = new_code_cell(self.cell.source, metadata={"points": self.cell.metadata.nbgrader.points})
        owner = self.run.job.owners.get(self.test_id)
        outcome = self.run.tested(self.index, again, owner, self.before(real=True))
        copy.outputs = again.outputs
        return outcome

    def controlled(self) -> Outcome | None:
        """Make a control run, with the next wrong answer where one ends otherwise; None where it ends as it must.

        A wrong answer that passes settles it where the test is guarded: there each is known to be refused.
        """
        reason, settles = "", self.test_id in self.run.job.guarded
        points = self.cell.metadata.nbgrader.points
        for place in range(self.place, len(self.controls)):
            self.place, control = place, self.controls[place]
            copy = new_code_cell(self.cell.source)
            ending = self.ending(copy)
            if ending is not None and ending.verdict is Verdict.NOT_RUN:
                return Outcome(ending.verdict, None, points, 0.0, ending.reason, late=ending.late)
            if ending is None and refused(copy, control, points):
                found = errors(copy)
                if not found:
                    self.low.append(outcome_of(copy, points).score or 0.0)
                said = f"{found[-1].ename}: {found[-1].evalue}" if found else ""
                self.run.refusals[self.test_id] = Refusal(control, said)
                return None
            reason = reason or (words.CONTROL(reason=ending.reason) if ending else said_of(copy))
            if ending is None and not errors(copy) and settles:
                break
        return Outcome(Verdict.TAMPERED, None, points, 0.0, reason)

    def ending(self, copy: NotebookNode) -> Ending | None:
        """Run a cell on a wrong answer; return why it was interrupted, or lost its kernel, None where it was not."""
        try:
            _, ending = self.run.kernels.ran(self.index, copy, self.before(real=False))
        except KernelGone as gone:
            return gone.ending
        return ending
