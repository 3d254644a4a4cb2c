"""Runs as nbgrader has them: each test whole and where it stands."""

from collections.abc import Collection
from dataclasses import replace

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder import words
from autograder.cells import MARK, is_test
from autograder.execute.base import Run, test_copy
from autograder.execute.hearings import Hearings, Seen
from autograder.execute.replay import Setting
from autograder.execute.scoring import rank
from autograder.verdicts import Outcome, Verdict


class InPlace(Run):
    """A run for the tests that are wanted. Nothing that it prints is for students to read."""

    def __init__(self, notebook: NotebookNode, setting: Setting, hearings: Hearings, wanted: Collection[str]) -> None:
        """Prepare to run notebook; wanted: grade_ids of the tests whose outcomes are asked for."""
        super().__init__(notebook, setting)
        self.hearings, self.wanted = hearings, wanted

    def cells(self, cells: list[tuple[int, NotebookNode]]) -> None:
        """Run the code cells, as far as a test that is wanted comes."""
        last = max((index for index, cell in cells if self.wants(cell)), default=-1)
        for index, cell in cells:
            if index > last:
                break
            if is_test(cell):
                self.whole(index, cell)
            else:
                self.between(index, cell)

    def wants(self, cell: NotebookNode) -> bool:
        """Tell whether a cell is a test whose outcome is asked for."""
        return is_test(cell) and cell.metadata.nbgrader.grade_id in self.wanted

    def whole(self, index: int, cell: NotebookNode) -> None:
        """Run a test; where it is wanted and passes, its control run. Of a test that was copied the best one counts."""
        test_id = cell.metadata.nbgrader.grade_id
        apart = None
        if self.wants(cell) and self.hearings.takes(test_id):
            self.kernels.evaluate(self.language.keep(test_id))
            apart = self.hearings.test(self.kernels, index, cell, self.language.restore(test_id))
            self.kernels.evaluate(self.language.restore(test_id))
            if apart.outcome.verdict is Verdict.PASSED:
                self.note(test_id, apart.outcome, apart.outputs)
                return
        # Of a test that is judged apart a kernel gets the hidden part only where the judge has refused it.
        seen = self.hearings.takes(test_id) and apart is None
        source = self.job.visible.get(test_id, cell.source) if seen else cell.source
        copy, keep = test_copy(source, cell), self.language.keep(test_id) if self.wants(cell) else ""
        outcome = self.tested(index, copy, self.job.owners.get(test_id), after=keep)
        if not self.wants(cell):
            return
        if outcome.score and apart is None:
            outcome = self.controlled(index, cell, outcome)
            self.kernels.evaluate(self.language.restore(test_id))
        self.note(test_id, *((outcome, copy.outputs) if apart is None else agreed(apart, outcome)))

    def note(self, test_id: str, outcome: Outcome, outputs: list[NotebookNode]) -> None:
        """Take the outcome of a test, unless a copy of it had a better one."""
        if test_id not in self.outcomes or rank(outcome) > rank(self.outcomes[test_id]):
            self.outcomes[test_id], self.outputs[test_id] = outcome, outputs


def agreed(apart: Seen, in_place: Outcome) -> tuple[Outcome, list[NotebookNode]]:
    """Return what comes of a test that the judge does not pass: where it stands it may.

    Then one of the two is wrong, and a person has to look: nothing that the notebook's own kernel says is a mark. Where
    the answer's own cell has not come to its end, that is the reason, and not what the judge has missed for it.
    """
    outcome = apart.outcome
    if outcome.verdict is Verdict.FAILED and in_place.verdict in (Verdict.TIMED_OUT, Verdict.DIED):
        return in_place, apart.outputs
    if outcome.score is not None and (in_place.score or 0.0) > outcome.score:
        where = f"line {apart.line} of the test: " if apart.line else ""
        told = words.DISAGREE(reason=where + (outcome.reason or f"{outcome.score:g}"))
        return replace(outcome, verdict=Verdict.TAMPERED, score=None, reason=told), apart.outputs
    return outcome, apart.outputs


class Once(Run):
    """The one run of a notebook in a language that keeps no names; its outputs stay in it.

    What ran after the hidden part of a test may have seen it, so no student reads what it printed.
    """

    seen = False  # whether a hidden part has run

    def cells(self, cells: list[tuple[int, NotebookNode]]) -> None:
        """Run every code cell, each once."""
        for index, cell in cells:
            if is_test(cell):
                self.whole(index, cell)
                continue
            self.between(index, cell)
            if self.seen and cell.outputs:
                cell.outputs = [new_output("stream", name="stdout", text=f"{words.WITHHELD()}\n")]

    def whole(self, index: int, cell: NotebookNode) -> None:
        """Run a test; where it has a hidden part, nobody can tell which part it was that failed."""
        test_id = cell.metadata.nbgrader.grade_id
        self.seen = self.seen or test_id in self.job.visible
        copy = test_copy(cell.source, cell)
        outcome = self.tested(index, copy, self.job.owners.get(test_id))
        lower = outcome.verdict in (Verdict.FAILED, Verdict.PARTLY)
        self.outcomes[test_id] = replace(outcome, hidden=lower and test_id in self.job.visible)
        cell.outputs, cell.execution_count = copy.outputs, None
        cell.metadata[MARK] = {"shown": 0 if self.seen else len(cell.outputs)}

    def doubtful(self) -> set[str]:
        """Those that failed, in part, in a notebook that was rebuilt."""
        lower = {key for key, each in self.outcomes.items() if each.verdict in (Verdict.FAILED, Verdict.PARTLY)}
        return lower if self.job.plain else set()
