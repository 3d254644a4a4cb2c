"""The run that a student may see the outputs of: hidden parts of tests come after the last cell."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, is_solution

from autograder import language
from autograder.cells import MARK, grade_id_of, is_students, is_test
from autograder.execute.base import Run, as_lost, test_copy
from autograder.execute.hearings import Hearings
from autograder.execute.replay import Setting
from autograder.execute.scoring import errors, is_unnamed
from autograder.verdicts import UNWRITTEN, Verdict

# Under what the names are kept that there are after the last cell.
END = "after the last cell"


class First(Run):
    """The notebook from top to bottom, as the student has it; then each test that has passed, whole.

    apart: grade_ids of the tests that the judge did not pass, after their visible part has passed here.
    """

    def __init__(
        self, notebook: NotebookNode, setting: Setting, hearings: Hearings, idle: Collection[str] = frozenset()
    ) -> None:
        """Prepare to run notebook; idle: ids of the cells that are left out."""
        super().__init__(notebook, setting, idle)
        self.hearings = hearings
        self.apart: set[str] = set()

    def cells(self, cells: list[tuple[int, NotebookNode]]) -> None:
        """Run every code cell, each once, starting a new kernel after each one lost; then the tests whole."""
        waiting = []
        for index, cell in cells:
            if not is_test(cell):
                self.between(index, cell)
            elif self.visible(index, cell):
                waiting.append(cell)
                if self.hearings.takes(cell.metadata.nbgrader.grade_id):
                    self.hearings.begin()
        for cell in self.tests():
            cell.metadata[MARK] = {"shown": len(cell.outputs)}
        self.kernels.evaluate(self.language.keep(END))
        self.kernels.evaluate(self.language.brief)
        for cell in waiting:
            self.whole(cell)
        self.name_mistakes()

    def tests(self) -> Iterator[NotebookNode]:
        """Yield the test cells."""
        return (cell for cell in self.notebook.cells if is_test(cell))

    def visible(self, index: int, cell: NotebookNode) -> bool:
        """Run the part of a test that students have, where it stands; tell whether it has passed, if in part."""
        test_id = cell.metadata.nbgrader.grade_id
        copy = test_copy(self.job.visible.get(test_id, cell.source), cell)
        outcome = self.tested(index, copy, self.job.owners.get(test_id), after=self.language.keep(test_id))
        self.outcomes[test_id] = outcome
        cell.outputs, cell.execution_count = copy.outputs, None
        return bool(outcome.score)

    def whole(self, cell: NotebookNode) -> None:
        """Run a test whole, on the names that it had where it stands, and its control runs; note the outcome."""
        test_id, end = cell.metadata.nbgrader.grade_id, len(self.notebook.cells)
        seen = self.outcomes[test_id].score or 0.0
        if self.hearings.takes(test_id):
            found = self.hearings.test(self.kernels, end, cell, self.language.restore(test_id))
            lost = None if found.outcome.score else self.lost_cell(self.job.owners.get(test_id))
            self.outcomes[test_id] = found.outcome if lost is None else as_lost(found.outcome, lost)
            cell.outputs = cell.outputs + found.outputs
            if found.outcome.verdict is not Verdict.PASSED:
                self.apart.add(test_id)
            if found.trace is not None and test_id in self.job.names and lost is None:
                self.traces[test_id] = dict(found.trace)
            return
        copy = test_copy(cell.source, cell)
        outcome = self.tried(end, cell, copy)
        cell.outputs = cell.outputs + copy.outputs
        if outcome.score is not None and outcome.score < seen:
            outcome = replace(outcome, hidden=True)
        self.outcomes[test_id] = outcome

    def misses_a_name(self) -> bool:
        """Tell whether a test or a cell of the student's failed for want of a name that a cell left out may define."""
        seen = [
            cell for cell in self.notebook.cells if is_test(cell) or (cell.cell_type == "code" and is_students(cell))
        ]
        wanting = any(error.ename in language.ABSENCES for cell in seen for error in errors(cell))
        return wanting or any(language.ABSENT.search(each.reason) for each in self.outcomes.values())

    def doubtful(self) -> set[str]:
        """Those that failed, in part, for what may be our doing: what was left out, rebuilt, or run later."""
        found = set()
        untouched = {
            cell.metadata.nbgrader.grade_id
            for cell in self.notebook.cells
            if is_solution(cell) and cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
        }
        for test_id, outcome in self.outcomes.items():
            idle = self.idle and not (
                outcome.reason.startswith(UNWRITTEN) and self.job.owners.get(test_id) in untouched
            )
            lower = outcome.verdict in (Verdict.FAILED, Verdict.PARTLY)
            doubt = outcome.hidden or idle or self.job.plain or test_id in self.apart
            if outcome.verdict is Verdict.TAMPERED or (lower and doubt):
                found.add(test_id)
        return found

    def name_mistakes(self) -> None:
        """Ask the kernel for the traces of the checks that failed and that the bank knows something about."""
        self.kernels.evaluate(self.language.restore(END))
        for _, cell in self.kernels.code():
            test_id = grade_id_of(cell) or ""
            if test_id in self.apart or test_id not in self.job.names or test_id not in self.outcomes:
                continue
            if not is_unnamed(cell, self.outcomes[test_id]):
                continue
            if not self.budget.is_over:
                shown = self.job.visible.get(test_id, cell.source)
                source = shown if self.hearings.takes(test_id) else cell.source
                trace = self.kernels.evaluate(self.language.trace(self.job.names[test_id], source, shown))
                if trace:
                    self.traces[test_id] = trace
