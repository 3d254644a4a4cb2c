"""Has tests judged apart: the kernel plays for the judge, and the judge's word is the outcome.

Nothing that the kernel says is a verdict. What can be told from it is that it broke off: then the test has no outcome.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from traitlets.config import Config

from autograder import words
from autograder.bank import heard
from autograder.bank.trace import Told, Trace
from autograder.errors import GraderError
from autograder.execute import scoring
from autograder.execute.ending import KernelGone
from autograder.execute.job import Job
from autograder.execute.kernel import Kernel
from autograder.execute.replay import Kernels
from autograder.judge.hearing import Hearing
from autograder.judge.judge import Judge
from autograder.judge.pool import POOL
from autograder.judge.report import Report
from autograder.sandbox import temporary
from autograder.verdicts import UNWRITTEN, Outcome, Verdict

# A number that no author's test starts from.
OTHER = 1_000_003


@dataclass(frozen=True)
class Seen:
    """What came of a test: its outcome, and what a notebook shows of it; line: of the test that refused the answer.

    trace: what it said on the author's own inputs, None where it was not refused on these.
    """

    outcome: Outcome
    outputs: list[NotebookNode]
    line: str = ""
    trace: Trace | None = None


class Hearings:
    """Where the tests of one job are judged. The judge comes with the first of them.

    heard: how often a player has come before it.
    """

    def __init__(self, job: Job) -> None:
        """Nothing has started yet."""
        self.job = job
        self.place = Config(job.config), job.files, job.folders
        self.judge: Judge | None = None
        self.closing = contextlib.ExitStack()
        self.folder = ""
        self.heard = 0

    def takes(self, test_id: str) -> bool:
        """Tell whether a test is judged here."""
        return test_id in self.job.judged

    def begin(self) -> Judge:
        """Return the judge; where it has to start, it comes up while others do their work."""
        if self.judge is None:
            self.judge = POOL.take(*self.place)
        return self.judge

    def own_folder(self) -> str:
        """Return a folder to listen in, for kernels that nobody has put walls around."""
        self.folder = self.folder or self.closing.enter_context(temporary.folder("judge-"))
        return self.folder

    def drop(self) -> None:
        """End the judge, so that the next test has another one."""
        if self.judge is not None:
            self.judge.close()
            self.judge = None

    def close(self) -> None:
        """Let the judge, which has heard all to its end, go to the next submission; take away what was made here."""
        judge, self.judge = self.judge, None
        if judge is not None:
            POOL.give_back(*self.place, judge)
        self.closing.close()
        self.folder = ""

    def test(self, kernels: Kernels, index: int, cell: NotebookNode, restore: str) -> Seen:
        """Return what comes of a test, see decided(); its outcome tells the seed."""
        seen = self.decided(kernels, index, cell, restore)
        return replace(seen, outcome=replace(seen.outcome, seed=self.seed(cell)))

    def seed(self, cell: NotebookNode) -> int | None:
        """Return what the inputs of a test depend on, None where they are the author's."""
        return None if cell.metadata.nbgrader.grade_id in self.job.fixed else self.job.seed

    def decided(self, kernels: Kernels, index: int, cell: NotebookNode, restore: str) -> Seen:
        """Return what comes of a test on inputs that nobody knows, in the state at index.

        restore: an expression to evaluate before the kernel plays. Of a test that fails it is seen which part did, and
        it is told in the words that the author's own inputs give; inputs on which only chance can have failed are no
        reason.
        """
        test_id, seed = cell.metadata.nbgrader.grade_id, self.seed(cell)
        case = Case(self, kernels, index, cell, restore)
        seen = case.run(cell.source, seed)
        if not case.refused(seen):
            return seen
        visible = self.job.visible.get(test_id)
        shown = case.run(visible, None) if visible is not None else None
        if shown is not None and not shown.outcome.score:
            return shown
        again = case.run(cell.source, None) if seed is not None else seen
        if not case.refused(again):  # on the author's own inputs it passes: chance, or an answer that knows them
            again = case.run(cell.source, (seed or 0) + OTHER)
            again = again if again.outcome.verdict is Verdict.PASSED else seen
        lower = shown is not None and (again.outcome.score or 0.0) < (shown.outcome.score or 0.0)
        held = again.outcome.score is None
        return again if held or not lower else replace(again, outcome=replace(again.outcome, hidden=True))


class Case:
    """One test in one place of a notebook."""

    def __init__(self, hearings: Hearings, kernels: Kernels, index: int, cell: NotebookNode, restore: str) -> None:
        """Arguments as of Hearings.test."""
        self.hearings, self.kernels, self.index, self.cell, self.restore = hearings, kernels, index, cell, restore
        self.points = float(cell.metadata.nbgrader.points)
        self.test_id = cell.metadata.nbgrader.grade_id
        self.hearing: Hearing | None = None
        self.source = ""
        self.seed: int | None = None

    def run(self, source: str, seed: int | None) -> Seen:
        """Run a source in place of the test, on inputs from a seed."""
        self.source, self.seed = source, seed
        copy, ending, seconds = new_code_cell(""), None, 0.0
        try:
            self.hearings.begin()
            seconds, ending = self.kernels.ran(self.index, copy, ready=self.ready)
        except KernelGone as gone:
            ending = gone.ending
        except GraderError as error:
            return self.fault(str(error))
        finally:
            report, lost, fault = self.heard()
        if ending is not None:
            told = Outcome(ending.verdict, ending.score, self.points, seconds, ending.reason, late=ending.late)
            return Seen(told, [ending.output])
        if lost:
            return Seen(Outcome(Verdict.TAMPERED, None, self.points, seconds, words.BROKE_OFF(error=lost)), [])
        return self.fault(fault) if report is None else self.seen(report, seconds)

    def ready(self, kernel: Kernel, cell: NotebookNode) -> None:
        """Listen for a kernel that is about to play, and give it the cell that does."""
        self.heard()
        folder = kernel.walls.sockets
        if not folder:
            folder = self.hearings.own_folder()
        needs, judge = self.hearings.job.judged[self.test_id], self.hearings.begin()
        judge.wait()  # here, where no cell's time runs: a slow machine costs nobody a mark
        self.hearing = Hearing(judge, Path(folder), self.source, needs, self.seed)
        kernel.learn_to_play()
        cell.source = kernel.language.play(self.hearing.address, self.restore)

    def heard(self) -> tuple[Report | None, str, str]:
        """Return (what the judge has said, how it ended over this player, why it could not be asked).

        A judge that does not come to its end is ended; so is what is left of one that has.
        """
        hearing, self.hearing = self.hearing, None
        if hearing is None:
            return None, "", words.NOT_HEARD()
        self.hearings.heard += hearing.came
        if not hearing.close() or hearing.report is None or hearing.report.gone or hearing.report.fault:
            self.hearings.drop()
        lost = hearing.lost or ("" if hearing.came or hearing.fault else words.NOT_HEARD())
        return hearing.report, lost, hearing.fault or words.NOT_HEARD()

    def seen(self, report: Report, seconds: float) -> Seen:
        """Return what a report comes to."""
        if report.fault:
            return self.fault(words.JUDGE_GIVEN(error=report.fault))
        if report.gone:
            return Seen(Outcome(Verdict.TAMPERED, None, self.points, seconds, words.BROKE_OFF(error=report.gone)), [])
        outputs = []
        if report.error is not None:
            outputs = [new_output("error", ename=report.error["ename"], evalue=report.error["evalue"], traceback=[])]
        elif report.number is not None:
            outputs = [new_output("execute_result", {"text/plain": repr(report.number)})]
        copy = new_code_cell(self.source, outputs=outputs)
        outcome = scoring.outcome_of(copy, self.points, seconds)
        if report.error is None:
            return Seen(outcome, outputs)
        error, told = report.error, plain_trace(report.trace)
        trace = heard.trace(error["ename"], error["evalue"], told) if self.seed is None else None
        return Seen(outcome, outputs, error["line"], trace)

    def fault(self, reason: str) -> Seen:
        """Return what is the grader's own fault, or the lesson's."""
        return Seen(Outcome(Verdict.GRADER, None, self.points, 0.0, reason), [])

    def refused(self, seen: Seen) -> bool:
        """Tell whether the test has refused the answer, so that more is to be known of it."""
        if seen.outcome.verdict not in (Verdict.FAILED, Verdict.PARTLY):
            return False
        named = [each.ename for each in seen.outputs if each.output_type == "error"]
        return not any(name in UNWRITTEN for name in named)


def plain_trace(told: Mapping[str, Any] | None) -> Told | None:
    """Return the trace that a check has left, None where it is none: a lesson's own check may leave anything."""
    if told is None:
        return None
    try:
        return Told(text=str(told["text"]), numbers=[float(each) for each in told["numbers"]])
    except (KeyError, TypeError, ValueError):
        return None
