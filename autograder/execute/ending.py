"""How a cell may end that does not end by itself, and what is said of it."""

from dataclasses import dataclass, replace

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder import words
from autograder.verdicts import Verdict


@dataclass(frozen=True)
class Ending:
    """Why a cell did not end by itself: the verdict for the exercise that it belongs to, and the reason in one line.

    late: the notebook's time was up.
    """

    verdict: Verdict
    reason: str
    late: bool = False

    @property
    def score(self) -> float | None:
        """The score of a test that ended so; None where it is held."""
        return 0.0 if self.verdict.is_mark else None

    def of_its_cell(self) -> "Ending":
        """Return how a test ends whose answer's own cell ended so."""
        late = self.verdict is Verdict.TIMED_OUT
        return replace(self, reason=words.ITS_CELL(reason=self.reason)) if late else self

    @property
    def output(self) -> NotebookNode:
        """The error output that says so in one line."""
        name = "CellTimeoutError" if self.verdict is Verdict.TIMED_OUT else "DeadKernelError"
        return new_output("error", ename=name, evalue=self.reason, traceback=[f"{name}: {self.reason}"])


class KernelGone(Exception):
    """The kernel ended, or had to be ended, while a cell ran."""

    def __init__(self, ending: Ending, sudden: bool = False) -> None:
        """Note how; sudden: it ended by itself."""
        super().__init__(ending.reason)
        self.ending, self.sudden = ending, sudden


def out_of_time(seconds: float) -> Ending:
    """The cell took longer than it may."""
    return Ending(Verdict.TIMED_OUT, words.RAN_OVER(seconds=seconds))


def interrupted(seconds: float) -> Ending:
    """The cell took longer than it may, and ended when it was told to."""
    return Ending(Verdict.TIMED_OUT, words.INTERRUPTED(seconds=seconds))


def stuck(seconds: float) -> Ending:
    """The cell took longer than it may, and did not end when it was told to."""
    return Ending(Verdict.TIMED_OUT, words.NOT_INTERRUPTED(seconds=seconds))


def replay_stuck() -> Ending:
    """What was evaluated around a cell did not end when it was told to."""
    return Ending(Verdict.TIMED_OUT, words.REPLAY())


def out_of_memory(megabytes: int) -> Ending:
    """The kernel took more memory than it may."""
    return Ending(Verdict.DIED, words.MEMORY(megabytes=megabytes))


def ended(code: int | None) -> Ending:
    """The kernel's process ended; code: as subprocess gives it, None where it is not known."""
    if code is None:
        how = words.NO_EXIT_CODE()
    else:
        how = words.EXIT_CODE(code=code) if code >= 0 else words.SIGNAL(number=-code)
    return Ending(Verdict.DIED, words.ENDED_KERNEL(how=how))


def unreadable() -> Ending:
    """The kernel sent what is not taken from it, or nothing more."""
    return Ending(Verdict.DIED, words.TOO_MUCH_SENT())


def late(seconds: float) -> Ending:
    """The notebook's time is up, so that the cell was not run, or not for as long as it may."""
    return Ending(Verdict.NOT_RUN, words.TOO_LATE(seconds=seconds), late=True)


def used_up(kernels: int) -> Ending:
    """No more kernels are started for the notebook."""
    return Ending(Verdict.NOT_RUN, words.KERNELS_LOST(count=kernels))
