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
from autograder.execute.ending import Ending, KernelGone
from autograder.execute.judge import given_import, judge, own_import, refused, said_of
from autograder.execute.replay import Kernels, Setting
from autograder.verdicts import Outcome, Verdict

# Wrong answers that a test may be tried on until one is refused as it should be.
CONTROLS = 3


class Run(ABC):
    """One notebook on its way through its cells.

    outcomes: {grade_id: Outcome}; outputs: {grade_id: what the test printed}, where it is not in the notebook;
    traces: {grade_id: trace}; lost: {an answer's grade_id: how its own cell ended, which was not by itself};
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
            late = ending.verdict is Verdict.TIMED_OUT
            told = replace(ending, reason=words.ITS_CELL(reason=ending.reason)) if late else ending
            self.lost[cell.metadata.nbgrader.grade_id] = told
        elif ending is not None and ending.verdict is Verdict.TIMED_OUT:
            self.slow = ending.reason
        if is_locked(cell):
            self.broken = self.broken or given_import(cell)

    def tested(self, index: int, copy: NotebookNode, owner: str | None, before: str = "", after: str = "") -> Outcome:
        """Run a copy of a test cell in the state at index; return its Outcome.

        owner: the grade_id of the answer that it tests; before, after: expressions to evaluate around it.
        """
        points = copy.metadata.points
        lost = self.lost.get(owner) if owner is not None else None
        try:
            seconds, ending = self.kernels.ran(index, copy, before, after)
        except KernelGone as gone:
            seconds, ending = 0.0, gone.ending
            copy.outputs.append(ending.output)
        if ending is not None:
            ending = ending if lost is None else lost
            return Outcome(ending.verdict, ending.score, points, seconds, ending.reason, late=ending.late)
        outcome = judge(copy, points, seconds, self.language)
        if outcome.score:
            return outcome
        if lost is not None:
            return replace(outcome, verdict=lost.verdict, score=lost.score, reason=lost.reason, late=lost.late)
        missing = self.broken or own_import(copy)
        if missing:
            return replace(outcome, verdict=Verdict.GRADER, score=None, reason=missing)
        if self.slow and language.UNBOUND.search(outcome.reason):
            return replace(outcome, verdict=Verdict.TIMED_OUT, reason=words.OWN_CELL(reason=self.slow))
        return outcome

    def controlled(self, index: int, cell: NotebookNode, outcome: Outcome) -> Outcome:
        """Run a test that has passed on wrong answers, until one is refused as it should be; return its outcome."""
        if not self.language.whole:
            return outcome
        test_id = cell.metadata.nbgrader.grade_id
        controls = self.job.controls.get(test_id, ())[:CONTROLS]
        if not controls:
            if test_id not in self.job.guarded:
                return outcome
            return replace(outcome, verdict=Verdict.NOT_RUN, score=None, reason=words.NO_CONTROL())
        reason = ""
        for each in controls:
            copy = new_code_cell(f"{each.source}\n{cell.source}")
            try:
                _, ending = self.kernels.ran(index, copy, self.language.restore(test_id))
            except KernelGone as gone:
                ending = gone.ending
            if ending is not None and ending.verdict is Verdict.NOT_RUN:
                return replace(outcome, verdict=ending.verdict, score=None, reason=ending.reason, late=ending.late)
            if ending is None and refused(copy, each, outcome):
                return outcome
            reason = reason or (words.CONTROL(reason=ending.reason) if ending else said_of(copy))
        return replace(outcome, verdict=Verdict.TAMPERED, score=None, reason=reason)

    def take(self, test_id: str, outcome: Outcome, outputs: list[NotebookNode]) -> None:
        """Take the outcome of a test, and what it printed, from another run; nothing of it is for students to read."""
        self.outcomes[test_id] = outcome
        self.traces.pop(test_id, None)
        for _, cell in self.kernels.code():
            if is_test(cell) and cell.metadata.nbgrader.grade_id == test_id:
                cell.outputs = outputs
                cell.metadata[MARK] = {"shown": 0}


def test_copy(source: str, cell: NotebookNode) -> NotebookNode:
    """Return a cell that runs a source in place of a test cell."""
    return new_code_cell(source, metadata={"points": cell.metadata.nbgrader.points})
