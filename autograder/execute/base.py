"""One run of a notebook, through its cells: what all kinds of runs have in common."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import is_locked, is_solution

from autograder import language, words
from autograder.cells import MARK, is_test
from autograder.execute.control import Trial
from autograder.execute.ending import Ending, KernelGone
from autograder.execute.job import Refusal
from autograder.execute.replay import Kernels, Setting
from autograder.execute.scoring import given_import, outcome_of, own_import
from autograder.verdicts import Outcome, Verdict


class Run(ABC):
    """One notebook on its way through its cells.

    outcomes: {grade_id: Outcome}; outputs: {grade_id: what the test printed}, where it is not in the notebook;
    traces: {grade_id: trace}; lost: {an answer's grade_id: how its own cell ended, which was not by itself};
    refusals: {grade_id: the Refusal of its control run};
    slow: why a cell of the student's own was interrupted; broken: how a given cell failed to import what it needs.
    """

    def __init__(self, notebook: NotebookNode, setting: Setting, idle: Collection[str] = frozenset()) -> None:
        """Prepare to run notebook; idle: ids of the cells that are left out."""
        self.notebook, self.idle = notebook, idle
        self.job, self.language, self.budget = setting.job, setting.language, setting.budget
        self.kernels = Kernels(notebook, setting, idle)
        self.outcomes: dict[str, Outcome] = {}
        self.outputs: dict[str, list[NotebookNode]] = {}
        self.traces: dict[str, dict[str, Any]] = {}
        self.lost: dict[str, Ending] = {}
        self.refusals: dict[str, Refusal] = {}
        self.slow = self.broken = ""

    def all(self) -> None:
        """Run the code cells, whatever kernels that takes."""
        try:
            self.cells(self.kernels.code())
        finally:
            self.kernels.stop()

    @abstractmethod
    def cells(self, cells: list[tuple[int, NotebookNode]]) -> None:
        """Run them; (index, cell) of each."""

    def doubtful(self) -> set[str]:
        """Return the grade_ids of the tests that might pass in the notebook as handed in, run from top to bottom."""
        return set()

    def between(self, index: int, cell: NotebookNode) -> None:
        """Run a cell that is no test."""
        cell.outputs, cell.execution_count = [], None
        if cell.id in self.idle:
            cell.outputs.append(new_output("stream", name="stdout", text=f"{words.IDLE()}\n"))
            return
        if not cell.source.strip():
            return
        ending = None
        try:
            _, ending = self.kernels.ran(index, cell)
        except KernelGone as gone:
            ending = gone.ending
            if not self.budget.is_over:
                self.kernels.skipped.add(index)
                cell.outputs.append(ending.output)
        if ending is not None and is_solution(cell):
            self.lost[cell.metadata.nbgrader.grade_id] = ending.of_its_cell()
        elif ending is not None and ending.verdict is Verdict.TIMED_OUT:
            self.slow = ending.reason
        if is_locked(cell):
            self.broken = self.broken or given_import(cell)

    def tested(self, index: int, copy: NotebookNode, owner: str | None, before: str = "", after: str = "") -> Outcome:
        """Run a copy of a test cell in the state at index; return its Outcome.

        owner: the grade_id of the answer that it tests; before, after: expressions to evaluate around it.
        """
        points = copy.metadata.points
        try:
            seconds, ending = self.kernels.ran(index, copy, before, after)
        except KernelGone as gone:
            seconds, ending = 0.0, gone.ending
            copy.outputs.append(ending.output)
        lost = self.lost_cell(owner)
        if ending is not None:
            ending = ending if lost is None else lost
            return Outcome(ending.verdict, ending.score, points, seconds, ending.reason, late=ending.late)
        outcome = outcome_of(copy, points, seconds, self.language)
        if outcome.score:
            return outcome
        if lost is not None:
            return as_lost(outcome, lost)
        missing = self.broken or own_import(copy)
        if missing:
            return replace(outcome, verdict=Verdict.GRADER, score=None, reason=missing)
        if self.slow and language.UNBOUND.search(outcome.reason):
            return replace(outcome, verdict=Verdict.TIMED_OUT, reason=words.OWN_CELL(reason=self.slow))
        return outcome

    def lost_cell(self, owner: str | None) -> Ending | None:
        """Return how the cell of an answer ended in the kernel that there is, None where it did by itself."""
        return self.lost.get(owner or "") or self.kernels.cut.get(owner or "")

    def controlled(self, index: int, cell: NotebookNode, outcome: Outcome) -> Outcome:
        """Run a test that has passed where it stands on wrong answers, and perhaps once more; return its outcome."""
        return Trial(self, index, cell).after(outcome) if self.language.whole else outcome

    def tried(self, index: int, cell: NotebookNode, copy: NotebookNode) -> Outcome:
        """Run a test for real and on wrong answers, on the names that are kept for it; copy: what gets its outputs."""
        return Trial(self, index, cell).whole(copy)

    def take(self, test_id: str, outcome: Outcome, outputs: list[NotebookNode]) -> None:
        """Take the outcome of a test, and what it printed, from another run; nothing of it is for students to read."""
        self.outcomes[test_id] = outcome
        self.traces.pop(test_id, None)
        for _, cell in self.kernels.code():
            if is_test(cell) and cell.metadata.nbgrader.grade_id == test_id:
                cell.outputs = outputs
                cell.metadata[MARK] = {"shown": 0}


def as_lost(outcome: Outcome, lost: Ending) -> Outcome:
    """Return an outcome as it is told where the answer's own cell did not end by itself."""
    return replace(outcome, verdict=lost.verdict, score=lost.score, reason=lost.reason, late=lost.late)


def test_copy(source: str, cell: NotebookNode) -> NotebookNode:
    """Return a cell that runs a source in place of a test cell."""
    return new_code_cell(source, metadata={"points": cell.metadata.nbgrader.points})
