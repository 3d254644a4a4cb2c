"""The kernels of one notebook, each brought to where the one before it was lost."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeAlias

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.utils import is_solution

from autograder.cells import is_students, is_test
from autograder.execute import ending
from autograder.execute.budget import Budget
from autograder.execute.ending import Ending, KernelGone
from autograder.execute.job import Job
from autograder.execute.kernel import Kernel
from autograder.execute.languages import Language
from autograder.verdicts import Verdict

# Kernels that one notebook may use up: each exercise can cost a few.
KERNELS = 40
# Seconds after a student's cell in which the kernel's end may still be that cell's doing.
SUSPECT = 2
Ready: TypeAlias = Callable[[Kernel, NotebookNode], None]


@dataclass(frozen=True)
class Setting:
    """What all runs of a job have in common: the kernel's language, what is left to use, and the scratch folder.

    begins: is told the index of each cell that is about to run.
    """

    job: Job
    language: Language
    budget: Budget
    folder: str
    begins: Callable[[int], object] = bool


class Kernels:
    """One kernel after the other, in the state that a notebook has before any of its cells.

    skipped: indices of cells that took a kernel with them; cut: {an answer's grade_id: how its own cell ended} of those
    that were interrupted in the kernel there is, as they ran again.
    """

    def __init__(self, notebook: NotebookNode, setting: Setting, idle: Collection[str] = frozenset()) -> None:
        """Start none yet; idle: ids of the cells that are left out."""
        self.setting, self.budget, self.limits = setting, setting.budget, setting.job.limits
        self.notebook, self.idle = notebook, idle
        self.kernel: Kernel | None = None
        self.started = 0
        self.skipped: set[int] = set()
        self.cut: dict[str, Ending] = {}
        self.touched = float("-inf")  # when a student's cell ended in this kernel

    def code(self) -> list[tuple[int, NotebookNode]]:
        """Return (index, cell) of the code cells."""
        return [(i, each) for i, each in enumerate(self.notebook.cells) if each.cell_type == "code"]

    def ran(
        self, index: int, cell: NotebookNode, before: str = "", after: str = "", ready: Ready | None = None
    ) -> tuple[float, Ending | None]:
        """Run a cell, in the state that the notebook has at index; return (seconds, None or why it was interrupted).

        before, after: expressions to evaluate around it; ready: is told of each kernel that is about to run it. Raises
        KernelGone when the kernel ends, or has to be ended. What a cell above has left behind may end it, too, while
        this one runs: then it is run again without that cell.
        """
        outputs = list(cell.outputs)
        self.setting.begins(index)
        for careful in (False, True):
            kernel = self.at(index, careful)
            allowed = self.budget.seconds(self.limits.cell_seconds)
            began = time.monotonic()
            cell.outputs = list(outputs)
            try:
                if before:
                    kernel.evaluate(before)
                if ready is not None:
                    ready(kernel, cell)
                seconds, slow = kernel.run(cell, allowed, after)
            except KernelGone as gone:
                self.stop()
                if careful or not gone.sudden or began - self.touched > SUSPECT:
                    raise KernelGone(self.told(gone.ending, allowed), gone.sudden) from gone
            else:
                if is_students(cell):
                    self.touched = time.monotonic()
                return seconds, self.told(slow, allowed) if slow is not None else None
        raise AssertionError("the second try returns or raises")

    def told(self, gone: Ending, allowed: float) -> Ending:
        """Return an ending as it is told: who had less than a cell's time was not run, not out of time."""
        if gone.verdict is Verdict.TIMED_OUT and allowed < self.limits.cell_seconds:
            return self.late
        return gone

    @property
    def late(self) -> Ending:
        """What becomes of a test when the notebook's time is up."""
        return ending.late(self.limits.notebook_seconds)

    def at(self, index: int, careful: bool = False) -> Kernel:
        """Return a kernel in the state that the notebook has before the cell at index.

        A new one runs all cells above, but tests and those that have taken a kernel with them. careful: wait a moment
        after each of the student's, to see which it is that ends the kernel.
        """
        while self.kernel is None:
            if self.budget.is_over:
                raise KernelGone(self.late)
            if self.started >= KERNELS:
                raise KernelGone(ending.used_up(KERNELS))
            self.started += 1
            self.touched = float("-inf")
            self.kernel = Kernel(self.setting.job, self.setting.folder, self.budget)
            self.budget.begin()
            careful = self.replay(self.kernel, index, careful) or careful
        if self.budget.is_over:
            raise KernelGone(self.late)
        return self.kernel

    def replay(self, kernel: Kernel, index: int, careful: bool) -> bool:
        """Bring a new kernel to where the last one was; return whether the next one has to be watched more closely."""
        self.cut = {}
        for place, cell in self.code():
            if place >= index:
                return False
            if place in self.skipped or cell.id in self.idle or not cell.source.strip():
                continue
            try:
                if is_test(cell):
                    if keep := self.setting.language.keep(cell.metadata.nbgrader.grade_id):
                        kernel.evaluate(keep)
                    continue
                if self.budget.is_over:
                    return False
                allowed = self.budget.seconds(self.limits.cell_seconds)
                _, slow = kernel.run(new_code_cell(cell.source), allowed)
                if slow is not None and is_solution(cell):
                    self.cut[cell.metadata.nbgrader.grade_id] = self.told(slow, allowed).of_its_cell()
                if is_students(cell):
                    self.touched = time.monotonic()
                    if careful:
                        kernel.settle()
            except KernelGone as gone:
                self.stop()
                if careful or not gone.sudden:
                    self.skipped.add(place)
                return True
        return False

    def evaluate(self, expression: str) -> dict[str, Any] | None:
        """Let the kernel, if there is one, evaluate an expression; return the value, None where there is none."""
        if self.kernel is None or not expression:
            return None
        try:
            return self.kernel.evaluate(expression)
        except KernelGone:
            self.stop()
            return None

    def stop(self) -> None:
        """End the kernel, if there is one."""
        if self.kernel is not None:
            self.kernel.stop()
            self.kernel = None
